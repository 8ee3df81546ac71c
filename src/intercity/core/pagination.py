"""Keyset pages: the cost of page 10,000 is the cost of page 1."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """`items` newest first; `next` is the opaque cursor of the page after, or None at the end."""

    items: Sequence[T]
    next: str | None


def page_by_time(rows: QuerySet[M], cursor: str | None, *, size: int = 25, field: str = "published_at") -> Page[M]:
    """Give up to `size` of `rows`, newest `field` first (ties by id), after `cursor`.

    A cursor that cannot be read counts as none: an old or mangled address shows the first page, not an error.
    """
    found = list(rows_after(rows, cursor, field)[: size + 1])
    more = len(found) > size
    items = found[:size]
    return Page(items, make_cursor(getattr(items[-1], field), items[-1].pk) if more else None)


def keys_by_time(rows: QuerySet[M], cursor: str | None, *, size: int = 25, field: str = "published_at") -> Page[int]:
    """As `page_by_time`, but give only primary keys: the narrow query behind a page of kept cards."""
    found = list(rows_after(rows, cursor, field).values_list("pk", field)[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page([pk for pk, _at in found], make_cursor(found[-1][1], found[-1][0]) if more else None)


def rows_after(rows: QuerySet[M], cursor: str | None, field: str) -> QuerySet[M]:
    """Those of `rows` that come after `cursor`, newest first."""
    place = read_cursor(cursor)
    if place is not None:
        at, pk = place
        # The first term lets the database begin at this place of the index; the others decide among equal times.
        rows = rows.filter(Q(**{f"{field}__lte": at}) & (Q(**{f"{field}__lt": at}) | Q(pk__lt=pk)))
    return rows.order_by(f"-{field}", "-pk")


def make_cursor(at: datetime, pk: int) -> str:
    """Pack a place in a list into one opaque word."""
    micros = round(at.timestamp() * 1_000_000)
    return base64.urlsafe_b64encode(f"{micros}.{pk}".encode()).decode().rstrip("=")


def known_cursor(text: str | None) -> str | None:
    """The cursor, or None for what is none: whoever keeps pages by it keeps no more than there are places."""
    return text if read_cursor(text) is not None else None


def read_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    """Unpack what `make_cursor` packed; None for anything else."""
    if not cursor or len(cursor) > 80:
        return None
    try:
        micros, _, pk = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(".")
        seconds, rest = divmod(int(micros), 1_000_000)
        return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=rest), int(pk)
    except (ValueError, binascii.Error, OverflowError, OSError, UnicodeError):
        return None
