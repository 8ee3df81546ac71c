"""What an import did: read = new + updated + unchanged + older + claimed + merged + rejected."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from intercity.transfer.reading.measure import Measure, Rejected
from intercity.transfer.reading.reasons import reason_text

_MOST_PLACES = 20


@dataclass
class Report:
    """The figures of one import; `add` counts what was read, the importer counts what it wrote."""

    trackers: list[str] = field(default_factory=list)
    """Names of the trackers, in the order in which they came."""
    files: list[str] = field(default_factory=list)
    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    older: int = 0
    """Measures left alone because a newer edition is stored."""
    claimed: int = 0
    """Measures left alone because their city corrected them."""
    merged: int = 0
    """Rows that went into a measure together with another row."""
    repeated: int = 0
    """Of the merged rows, those that only repeat the id of another one."""
    rejected: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    """Dates that were not understood and left empty, by field."""
    unmatched: Counter[str] = field(default_factory=Counter)
    """Places that stay text, by "place, country"."""
    dry_run: bool = False

    def add(self, item: Measure | Rejected) -> None:
        """Count one item that was read."""
        if isinstance(item, Rejected):
            self.read += 1
            self.rejected[item.reason] += 1
            return
        self.read += item.rows
        self.merged += item.rows - 1
        self.repeated += item.repeated
        self.doubts.update(item.doubts)
        if item.tracker not in self.trackers:
            self.trackers.append(item.tracker)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain data for `--json`."""
        return {
            "tracker": ", ".join(self.trackers),
            "trackers": self.trackers,
            "files": self.files,
            "dry_run": self.dry_run,
            "read": self.read,
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "older": self.older,
            "claimed": self.claimed,
            "merged": self.merged,
            "repeated": self.repeated,
            "rejected": dict(self.rejected),
            "rejected_total": self.rejected.total(),
            "dates_not_understood": dict(self.doubts),
            "unmatched_places": dict(self.unmatched.most_common()),
            "unmatched_total": self.unmatched.total(),
        }

    def as_json_text(self) -> str:
        """Return the report as one line of JSON."""
        return json.dumps(self.as_json(), ensure_ascii=False)

    def as_text(self) -> str:
        """Return the report as lines for a person."""
        head = _("Nothing was written, this was a trial.") if self.dry_run else ""
        named = _("From: %(trackers)s") % {"trackers": ", ".join(self.trackers)} if self.trackers else ""
        lines = [head, named, *self._figures(), *self._details()]
        return "\n".join(line for line in lines if line) + "\n"

    def _figures(self) -> list[str]:
        return [
            _line(self.read, _("rows read")),
            _line(self.new, _("new")),
            _line(self.updated, _("updated")),
            _line(self.unchanged, _("unchanged")),
            _line(self.older, _("older than what is stored, left alone")),
            _line(self.claimed, _("corrected by their city, left alone")),
            _line(self.merged, _("rows merged into another row of the same measure")),
            *([_line(self.repeated, _("of them only repeat an id"), depth=1)] if self.repeated else []),
            _line(self.rejected.total(), _("rows rejected")),
        ]

    def _details(self) -> list[str]:
        lines = [_line(count, reason_text(code), depth=1) for code, count in self.rejected.most_common()]
        if self.doubts:
            lines.append(_line(self.doubts.total(), _("dates not understood, left empty")))
        if self.unmatched:
            lines.append(_line(self.unmatched.total(), _("measures whose place was not found and stays text")))
            lines += [_line(n, place[:70], depth=1) for place, n in self.unmatched.most_common(_MOST_PLACES)]
        return lines


def _line(count: int, words: str, depth: int = 0) -> str:
    return f"{'    ' * depth}{count:>9,}  {words}"
