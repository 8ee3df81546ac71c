"""The import itself: batches of measures, each compared with what is stored and written in one short transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from intercity.posts.actions import publish_many, update_many
from intercity.posts.content import ImportedContent
from intercity.posts.models import Origin
from intercity.spaces.models import Space
from intercity.transfer.importing.content import (
    Terms,
    edition_key,
    file_edition_of,
    fingerprint,
    imported_content,
    load_terms_by_slug,
    record_key,
    tracker_key,
)
from intercity.transfer.importing.found_places import PlaceBook
from intercity.transfer.reading.measure import Measure, Rejected
from intercity.transfer.reading.report import Report

KIND = "practice"
# The write lock is held for a batch (about 25 ms, an estimate from 13.5 ms of CPU for 40 rows); larger ones
# make others wait, smaller ones empty the page cache of every other process more often.
BATCH = 80
UPDATES = 15
# Before a batch is written comes a pause of this share of the time since the last one: others need the lock, and the
# processor.
PAUSE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a record that was imported before, in the database or in this run."""

    edition: str
    fingerprint: str
    origin: int = 0
    claimed: bool = False


@dataclass
class Batch:
    """What one batch of measures asks for."""

    new: list[ImportedContent] = field(default_factory=list)
    changed: list[tuple[int, ImportedContent]] = field(default_factory=list)


@dataclass
class Importer:
    """One run over one or several files into one space."""

    space: Space
    label: str
    report: Report
    dry_run: bool = False
    on_rejected: Callable[[Rejected], None] = lambda item: None
    book: PlaceBook = field(default_factory=PlaceBook)
    terms: Terms = field(default_factory=load_terms_by_slug)
    _seen: dict[tuple[str, str], Stored] = field(default_factory=dict)
    _resumed: float = field(default_factory=time.monotonic)

    def run(self, items: Iterable[Measure | Rejected]) -> None:
        """Import `items`; an interrupt leaves whole batches only, and running again completes them."""
        for measures in _batches(self._counted(items)):
            batch = self._sort(measures)
            if not self.dry_run:
                self._write(batch)

    def _counted(self, items: Iterable[Measure | Rejected]) -> Iterator[Measure]:
        for item in items:
            self.report.add(item)
            if isinstance(item, Rejected):
                self.on_rejected(item)
            else:
                yield item

    def _sort(self, measures: list[Measure]) -> Batch:
        stored, batch = self._stored(measures), Batch()
        self.book.catch_up()
        for measure in measures:
            name = tracker_key(measure.tracker), record_key(measure.key)
            known = stored.get(name)
            fresh = Stored(edition_key(measure), fingerprint(measure))
            if self._stays(measure, known, fresh, stored):
                continue
            place = self.book.find(measure)
            if not place.matched:
                self.report.unmatched[f"{place.text}, {measure.country_text}".strip(", ")] += 1
            content = imported_content(measure, place, self.terms, self.label)
            if known is None:
                self.report.new += 1
                batch.new.append(content)
            else:
                self.report.updated += 1
                batch.changed.append((known.origin, content))
            if self.dry_run:
                self._seen[name] = fresh
        return batch

    def _stays(
        self, measure: Measure, known: Stored | None, fresh: Stored, stored: dict[tuple[str, str], Stored]
    ) -> bool:
        """Count and return True where a measure leaves the database as it is."""
        if known is None:
            policy = stored.get((tracker_key(measure.tracker), record_key(measure.policy_key)))
            dropped = policy is not None and file_edition_of(policy.edition) > measure.file_edition
            self.report.older += dropped
            return dropped
        if known.fingerprint == fresh.fingerprint:
            self.report.unchanged += 1
        elif known.claimed:
            self.report.claimed += 1
        elif fresh.edition < known.edition:
            self.report.older += 1
        else:
            return False
        return True

    def _stored(self, measures: list[Measure]) -> dict[tuple[str, str], Stored]:
        """Return what is stored of the records and policies of a batch."""
        records = {record_key(key) for measure in measures for key in (measure.key, measure.policy_key)}
        rows = Origin.objects.filter(tracker=tracker_key(measures[0].tracker), record__in=records)
        found = {
            (tracker, record): Stored(edition, fingerprint, pk, claimed is not None)
            for pk, tracker, record, edition, fingerprint, claimed in rows.values_list(
                "pk", "tracker", "record", "edition", "fingerprint", "claimed_at"
            )
        }
        return {**found, **self._seen} if self.dry_run else found

    def _write(self, batch: Batch) -> None:
        # Their own short transaction: an organisation without posts harms nobody if we are stopped here.
        if self.book.has_new:
            with self._turn():
                self.book.save_new()
        if batch.new:
            with self._turn():
                publish_many(self.space, KIND, batch.new)
        for start in range(0, len(batch.changed), UPDATES):
            with self._turn():
                self._update(batch.changed[start : start + UPDATES])

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Write after others had time to: SQLite's lock goes to whoever asks first, and we would ask at once."""
        time.sleep((time.monotonic() - self._resumed) * PAUSE_SHARE)
        self._resumed = time.monotonic()
        yield

    def _update(self, changed: list[tuple[int, ImportedContent]]) -> None:
        origins = Origin.objects.select_related("post").in_bulk([pk for pk, _content in changed])
        pairs = [(origins[pk].post, content) for pk, content in changed if pk in origins]
        claimed = len(changed) - len(update_many(self.space, pairs))
        self.report.updated -= claimed
        self.report.claimed += claimed


def _batches(items: Iterator[Measure]) -> Iterator[list[Measure]]:
    """Yield lists of measures in which no record stands twice; the file's keys are unique anyway."""
    while batch := list(islice(items, BATCH)):
        yield batch
