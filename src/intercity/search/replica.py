"""The index open for reading: each search looks whether it has moved, which costs two glances at the disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tantivy import Index, Query, Schema, Searcher

from intercity.search import folders
from intercity.search import schema as fields
from intercity.search.book import State, state_of

logger = logging.getLogger("intercity.search")

# While one is read, another may be put in its place: then the new one is opened, a few times at most.
TRIES = 3


@dataclass(frozen=True)
class Snapshot:
    """One committed state of the index; later commits do not change it."""

    folder: Path
    schema: Schema
    searcher: Searcher
    state: State

    def top(self, query: Query, size: int, offset: int, order: str) -> list[int]:
        """Keys of the best posts; `order` is an ordered field, highest first, or "" for the best score."""
        with fields.refusals():
            result = self.searcher.search(query, size, False, order or None, offset)
            addresses = [address for _score, address in result.hits]
            found = self.searcher.fast_field_values(fields.PK, addresses)
        return [int(pk) for pk in found if pk is not None]

    def count(self, query: Query) -> int:
        """How many posts the query finds."""
        return int(self.aggregate(query, {"n": {"value_count": {"field": fields.PK}}})["n"]["value"] or 0)

    def aggregate(self, query: Query, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Count what the query finds, by the library's aggregations."""
        with fields.refusals():
            return self.searcher.aggregate(query, dict(wanted))

    def any_of(self, query: Query) -> bool:
        """Whether the query finds anything."""
        with fields.refusals():
            return bool(self.searcher.search(query, 1, False).hits)


class Replica:
    """Gives snapshots. One for the process; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._seen: Collection[object] = ()
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot | None:
        """The newest committed state; None while there is no index that can be read."""
        for _ in range(TRIES):
            try:
                return self._look()
            except fields.BrokenIndexError as error:
                logger.warning("the search index cannot be read: %s", error)
        folder = folders.current()
        if folder is not None:
            folders.report_broken(folder)
        return None

    def _look(self) -> Snapshot | None:
        pointer = folders.root() / "current"
        seen = (pointer, folders.sign(pointer))
        with self._lock:
            if self._snapshot is not None and self._seen == (*seen, sign_of(self._snapshot.folder)):
                return self._snapshot
            folder = folders.current()
            if folder is None:
                self._snapshot = self._index = None
                return None
            # Looked at before it is read: a commit in between is then read once more.
            signs = (*seen, sign_of(folder))
            with fields.refusals():
                self._snapshot = self._read(folder)
            self._seen = signs
            return self._snapshot

    def _read(self, folder: Path) -> Snapshot:
        known, index = self._snapshot, self._index
        if index is None or known is None or known.folder != folder:
            index = fields.open_index(str(folder))
        self._snapshot = None
        index.reload()
        self._index = index
        searcher = index.searcher()
        return Snapshot(folder, index.schema, searcher, state_of(searcher, index))


def sign_of(folder: Path) -> folders.Signature | None:
    """What changes with each commit."""
    return folders.sign(folder / "meta.json")


replica = Replica()
