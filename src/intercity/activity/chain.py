"""The chain over the record: walked to find the first row that is not as it was written, and made for older rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from django.db import connection

from intercity.activity.canonical import Entry, link_after, settled
from intercity.activity.said import key_of

PAGE: Final = 2000
# As texts, so that a damaged value is found here and does not stop the driver. In pages by key: a question that stays
# open would keep SQLite from folding its log in, or a million rows in memory.
ROWS: Final = (
    "SELECT a.id, CAST(a.at AS text), a.verb, a.person_uid, a.organisation_uid, a.space_uid, a.post_uid, a.root_uid,"
    " CAST(a.public AS text), CAST(a.data AS text), a.said, a.link, s.salt, CAST(s.value AS text)"
    " FROM activity_activity a LEFT JOIN activity_said s ON s.key = a.said"
    f" WHERE a.id > %s ORDER BY a.id LIMIT {PAGE}"
)
TRUTHS: Final = {"1": True, "true": True, "0": False, "false": False}
HEAD: Final = "SELECT last_id, link FROM activity_activityhead ORDER BY id LIMIT 1"


class Why(StrEnum):
    """What is wrong with the record."""

    CHANGED = "changed"
    MISSING = "missing"
    CUT = "cut"
    ADDED = "added"
    REWRITTEN = "rewritten"
    VALUE = "value"
    NO_HEAD = "no head"


@dataclass(frozen=True)
class Break:
    """The first place that is not as it was written: at the row `id`, where the last good row is `after` (0: none)."""

    why: Why
    id: int
    after: int


class Head(NamedTuple):
    """Where the record ends."""

    last_id: int
    link: str


class Stored(NamedTuple):
    """A row as it stands, with its erasable value (salt None: there is none, or none any more)."""

    id: int
    columns: tuple[Any, ...]
    link: str
    salt: str | None
    value: str | None

    def follows(self, previous: str) -> bool:
        """Whether its link is the one that it had after the link `previous`."""
        try:
            return self.link == link_after(previous, self.entry())
        except (KeyError, ValueError, TypeError):
            # What cannot be read was not written so.
            return False

    def entry(self) -> Entry:
        """What is chained. KeyError, ValueError or TypeError for what nobody has written."""
        at, verb, person, organisation, space, post, root, public, data, said = self.columns
        return Entry(
            self.id, moment(at), verb, person, organisation, space, post, root, TRUTHS[public], settled(data), said
        )  # fmt: skip

    def value_stands(self) -> bool:
        """Whether its value is the one that was said, or was erased."""
        try:
            return self.salt is None or key_of(self.salt, json.loads(self.value or "")) == self.columns[-1]
        except ValueError:
            return False


@dataclass(frozen=True)
class Walked:
    """What a walk found: how many rows there are, where they end, and the first break."""

    rows: int
    last: Head
    broken: Break | None


def read_head() -> Head | None:
    """The head as it stands; None before the first act."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD)
        row = cursor.fetchone()
    return Head(*row) if row else None


def walk() -> Walked:
    """Follow the whole record from its first row to its first break; memory does not grow with it.

    Acts that are recorded meanwhile are followed too.
    """
    head, last, rows = read_head(), Head(0, ""), 0
    for row in stored_after(0):
        why = look(row, last, head)
        if why is not None:
            return Walked(rows, last, Break(why, row.id, last.last_id))
        last, rows = Head(row.id, row.link), rows + 1
    return Walked(rows, last, look_at_end(last, head))


def look(row: Stored, last: Head, head: Head | None) -> Why | None:
    """What is wrong with a row that stands after `last`."""
    if not row.follows(last.link):
        # A removed row leaves a hole in the numbers. So does a transaction that PostgreSQL rolls back: the row after
        # such a hole may be a changed one.
        return Why.CHANGED if row.id == last.last_id + 1 else Why.MISSING
    if not row.value_stands():
        return Why.VALUE
    return Why.REWRITTEN if head is not None and head.last_id == row.id and head.link != row.link else None


def look_at_end(last: Head, head: Head | None) -> Break | None:
    """What is wrong with the end, `last`, when the head was `head` before the walk began."""
    if head is not None and last.last_id < head.last_id:
        return Break(Why.CUT, head.last_id, last.last_id)
    # Read anew: acts were recorded meanwhile, each with the head, so that it is never behind a row that was seen.
    newest = read_head()
    if newest is None:
        return Break(Why.NO_HEAD, last.last_id, last.last_id) if last.last_id else None
    return Break(Why.ADDED, last.last_id, newest.last_id) if newest.last_id < last.last_id else None


def stored_after(after: int) -> Iterator[Stored]:
    """The rows after an id, in order."""
    while page := read_page(after):
        yield from page
        after = page[-1].id


def read_page(after: int) -> list[Stored]:
    """The next rows. Past the ORM: a million of them are read."""
    with connection.cursor() as cursor, any_bytes():
        cursor.execute(ROWS, [after])
        return [Stored(row[0], row[1:-3], *row[-3:]) for row in cursor.fetchall()]


@contextmanager
def any_bytes() -> Iterator[None]:
    """SQLite gives texts that are no UTF-8 any more, too: a changed byte must be named, not stop the walk."""
    raw: Any = connection.connection
    if connection.vendor != "sqlite":
        yield
        return
    usual, raw.text_factory = raw.text_factory, lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = usual


def moment(at: str) -> datetime:
    """A time as its database writes it; SQLite's has no zone."""
    read = datetime.fromisoformat(at)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def make_chain() -> int:
    """Link all rows after the head, inside the caller's transaction; gives how many. Their present state is believed:
    for rows from before the chain, and for whoever fills a database past `record`.
    """
    last, count = read_head() or Head(0, ""), 0
    while page := read_page(last.last_id):
        made: list[tuple[str, int]] = []
        for row in page:
            last = Head(row.id, link_after(last.link, row.entry()))
            made.append((last.link, last.last_id))
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE activity_activity SET link = %s WHERE id = %s", made)
        count += len(made)
    if count:
        write_head(last)
    return count


def write_head(head: Head) -> None:
    """Move the head, or write the first one."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activity_activityhead SET last_id = %s, link = %s", list(head))
        if not cursor.rowcount:
            cursor.execute("INSERT INTO activity_activityhead (last_id, link) VALUES (%s, %s)", list(head))
