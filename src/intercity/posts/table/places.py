"""Where a page of the table begins or ends, as one word in the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

WORD = re.compile(r"(\d{1,9})\.(\d{1,18})\.(-?\d{1,17})?\.(\d{1,18})", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A row: the number it has in the list, and by what it is found again when other rows come and go.

    `at` is its moment in microseconds or its day in days since 1970; None for a row that has none.
    `organisation` is 0 where the order does not go by organisation.
    """

    number: int
    pk: int
    at: int | None = None
    organisation: int = 0

    def __str__(self) -> str:
        at = "" if self.at is None else self.at
        return f"{self.number}.{self.organisation}.{at}.{self.pk}"


def read_place(word: str) -> Place | None:
    """What `str(place)` wrote; None for anything else: a mangled address shows the first page, not an error."""
    found = WORD.fullmatch(word[:70])
    if found is None:
        return None
    number, organisation, at, pk = found.groups()
    return Place(int(number), int(pk), int(at) if at else None, int(organisation))


def micros(at: datetime) -> int:
    """A moment as a whole number, without the rounding of a float."""
    return (at - EPOCH) // timedelta(microseconds=1)


def moment_of(at: int | None) -> datetime | None:
    """The moment of `micros`; None where there can be none."""
    try:
        return None if at is None else EPOCH + timedelta(microseconds=at)
    except OverflowError:
        return None


def day_of(at: int | None) -> date | None:
    """The day that is `at` days after the first of January 1970; None where there can be none."""
    try:
        return None if at is None else EPOCH.date() + timedelta(days=at)
    except OverflowError:
        return None
