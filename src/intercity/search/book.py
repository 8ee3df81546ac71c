"""The index open for writing: batches of acts go in, and how far it has come is written in the same commit."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from tantivy import Document, Index, IndexWriter, Query, Schema, Searcher

from intercity.activity.models import Activity
from intercity.search import schema as fields
from intercity.search.acts import Sweep, concern_of
from intercity.search.documents import build_documents, posts_for_index, topic_tree

HEAP = 24_000_000
# So many posts are read from the database at once: a batch of acts may name fifty thousand.
CHUNK = 250


@dataclass(frozen=True)
class State:
    """How far an index has come: the last act in it, when that was, and large sets of posts still to be renewed.

    `at` tells two installations apart: an index that says otherwise of this act belongs to another database.
    """

    cursor: int = 0
    at: str = ""
    sweeps: tuple[Sweep, ...] = ()

    def to_json(self) -> str:
        """As it is kept in the index."""
        return json.dumps(asdict(self))


def state_of(searcher: Searcher, index: Index) -> State:
    """What the index itself says; ValueError when it says nothing."""
    query = Query.term_query(index.schema, fields.KEY, fields.STATE_KEY)
    hits = searcher.search(query, 1).hits
    if not hits:
        raise ValueError("the index does not say how far it has come")
    data = json.loads(str(searcher.doc(hits[0][1]).get_first(fields.STATE)))
    return State(data["cursor"], data["at"], tuple(Sweep(**sweep) for sweep in data["sweeps"]))


class Book:
    """One process of a machine has it open; `folders.lock("writer")` is held meanwhile.

    Nothing counts before `commit`. Whatever raises BrokenIndexError leaves the book unusable: close it, open it
    anew and go on from its state.
    """

    def __init__(self, folder: Path, index: Index, state: State, heap: int = HEAP) -> None:
        self.folder = folder
        self.state = state
        self.written = 0
        self._index = index
        with fields.refusals():
            self._writer: IndexWriter | None = index.writer(heap, 1)

    @property
    def schema(self) -> Schema:
        """The fields of its documents."""
        return self._index.schema

    def close(self) -> None:
        """Let go of the files; what was not committed is forgotten."""
        self._writer = None

    def take(self, rows: Sequence[Activity]) -> None:
        """Bring the index up to the last of `rows`; commits."""
        concern = concern_of(rows)
        for uids in chunks(sorted(concern.uids), CHUNK):
            self.replace(uids)
        sweeps = tuple(dict.fromkeys([*self.state.sweeps, *concern.sweeps]))
        self.commit(State(rows[-1].pk, rows[-1].at.isoformat(), sweeps))

    def replace(self, uids: Collection[str]) -> None:
        """Put the posts with these uids in as they stand now, or take them out."""
        documents = list(build_documents(self.schema, posts_for_index(uid__in=uids), topic_tree()))
        with fields.refusals():
            for uid in uids:
                self._open_writer().delete_documents_by_term(fields.KEY, uid)
        self.add(documents)

    def add(self, documents: Iterable[Document]) -> None:
        """Put new documents in."""
        with fields.refusals():
            for document in documents:
                self._open_writer().add_document(document)
                self.written += 1

    def sweep(self) -> bool:
        """Renew some posts of the sets that wait, the oldest first; False when none waits. Commits."""
        if not self.state.sweeps:
            return False
        found, sweeps = next_posts(self.state.sweeps, CHUNK)
        self.replace(found)
        self.commit(State(self.state.cursor, self.state.at, sweeps))
        return True

    def commit(self, state: State) -> None:
        """Make everything since the last commit count, and say how far that is."""
        values: dict[str, Any] = {fields.KEY: fields.STATE_KEY, fields.STATE: state.to_json()}
        with fields.refusals():
            writer = self._open_writer()
            writer.delete_documents_by_term(fields.KEY, fields.STATE_KEY)
            writer.add_document(Document.from_dict(values, self.schema))
            writer.commit()
        self.state = state

    def _open_writer(self) -> IndexWriter:
        if self._writer is None:
            raise fields.BrokenIndexError("the book is closed")
        return self._writer


def read(folder: Path) -> tuple[Index, State]:
    """An index and what it says of itself; BrokenIndexError when it cannot be read."""
    with fields.refusals():
        index = fields.open_index(str(folder))
        index.reload()
        return index, state_of(index.searcher(), index)


def open_book(folder: Path) -> Book:
    """The book of an existing index."""
    return Book(folder, *read(folder))


def create_book(folder: Path, heap: int = HEAP) -> Book:
    """The book of a new index in an empty folder."""
    with fields.refusals():
        index = fields.create_index(str(folder))
    return Book(folder, index, State(), heap)


def chunks(items: Iterable[str], size: int) -> Iterable[list[str]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def next_posts(sweeps: tuple[Sweep, ...], most: int) -> tuple[list[str], tuple[Sweep, ...]]:
    """The uids of at most `most` posts of the first sets, and what is left of the sets."""
    uids: list[str] = []
    while sweeps and len(uids) < most:
        first, sweeps = sweeps[0], sweeps[1:]
        room = most - len(uids)
        found = list(first.posts().values_list("pk", "uid")[:room])
        uids += [uid for _, uid in found]
        if len(found) == room:
            sweeps = (replace(first, after=found[-1][0]), *sweeps)
    return uids, sweeps


def newest_state() -> State:
    """The state of an index that is built from the database as it stands now."""
    row = Activity.objects.order_by("-pk").values_list("pk", "at").first()
    return State(row[0], row[1].isoformat()) if row else State()


def belongs_here(state: State) -> bool:
    """Whether the record of this database has the act that the index has come to."""
    at: datetime | None = Activity.objects.filter(pk=state.cursor).values_list("at", flat=True).first()
    return state.cursor == 0 or (at is not None and at.isoformat() == state.at)
