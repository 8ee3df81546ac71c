"""Which columns of a table feed which field of the normal form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from intercity.core.tables.cells import clean
from intercity.transfer.reading.dates import Order

Entry = dict[str, str]
"""One raw measure: field name to cleaned cell. Fields without a value are absent."""

FIELDS = (
    "record_id",
    "policy",
    "version",
    "title",
    "text",
    "country",
    "region",
    "city",
    "level",
    "date_start",
    "date_end",
    "status",
    "category",
    "target",
    "link",
    "language",
)
DATE_FIELDS = ("date_start", "date_end", "version")
# These take all their columns, joined; the others take their first column that is filled.
JOINED = {"category": " > ", "target": ", ", "version": "\n", "link": " ", "text": "\n\n"}


def column_key(name: str) -> str:
    """Return a column name without case, spaces and punctuation, for comparing."""
    return re.sub(r"[\W_]+", "_", name.strip().lower()).strip("_")


@dataclass(frozen=True)
class Part:
    """The columns of one raw measure within a row; a row of some trackers holds several."""

    columns: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, str] = field(default_factory=dict)

    def entry(self, cells: Mapping[str, str]) -> Entry:
        """Return the fields of this part that are filled in `cells`."""
        found = dict(self.fixed)
        for name, columns in self.columns.items():
            value = _value(name, columns, cells)
            if value:
                found[name] = value
        return found


def _value(name: str, columns: tuple[str, ...], cells: Mapping[str, str]) -> str:
    if len(columns) == 1:
        return clean(cells[columns[0]])
    values = (value for column in columns if (value := clean(cells[column])))
    if name in JOINED:
        return JOINED[name].join(dict.fromkeys(values))
    return next(values, "")


def bind(columns: Mapping[str, tuple[str, ...]], header: Iterable[str]) -> Part:
    """Return a part with the columns of `header` that `columns` names by their column keys."""
    by_key = {column_key(name): name for name in reversed(list(header))}
    present = {name: tuple(by_key[key] for key in keys if key in by_key) for name, keys in columns.items()}
    return Part({name: found for name, found in present.items() if found})


def nothing(entry: Entry) -> None:
    """Leave the entry as it is."""


@dataclass(frozen=True)
class Tracker:
    """How to read one tracker's tables."""

    name: str
    label: str
    licence: str
    attribution: str
    needs: tuple[frozenset[str], ...]
    """Column keys by which it is known: all of one of these sets must be there."""
    columns: Mapping[str, tuple[str, ...]]
    language: str = "en"
    date_order: Order = ""
    refine: Callable[[Entry], None] = nothing
    """Turns the tracker's own words into ours; may set `key` and `group` (rows that belong together)."""
    parts: Callable[[list[str]], list[Part]] | None = None
    """For trackers with several measures in a row."""

    def matches(self, header: list[str]) -> int:
        """Return how many of the columns needed are there, or 0 if one is missing."""
        keys = {column_key(name) for name in header}
        return max((len(needed) for needed in self.needs if needed <= keys), default=0)

    def bind(self, header: list[str]) -> list[Part]:
        """Return the parts to read from each row of a table with this header."""
        return self.parts(header) if self.parts else [bind(self.columns, header)]
