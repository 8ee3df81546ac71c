"""The orders of the table that follow a date or a number. Each is read from an index, from any row on, both ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import starmap
from typing import NamedTuple, Protocol

from django.db.models import Q
from django.db.models.functions import Coalesce

from intercity.posts.models import Tally
from intercity.posts.querysets import PostQuerySet
from intercity.posts.table.places import EPOCH, Place, day_of, micros, moment_of


class RowKey(NamedTuple):
    """A post with no more than what orders look at."""

    pk: int
    published_at: datetime
    edited_at: datetime | None
    begins_on: date | None
    organisation_id: int


def read_keys(rows: PostQuerySet) -> list[RowKey]:
    """The keys of `rows`, as they come."""
    return list(starmap(RowKey, rows.values_list(*RowKey._fields)))


class Order(Protocol):
    """A way through a list of posts that costs the same wherever one stands in it."""

    def take(self, rows: PostQuerySet, place: Place | None, size: int, *, back: bool = False) -> list[RowKey]:
        """The keys of up to `size` of `rows` after `place`, from the beginning without one.

        With `back` those before it, the nearest first.
        """
        ...

    def place_of(self, row: RowKey, number: int) -> Place:
        """The place of a row that has this number in the list."""
        ...


def beyond(field: str, value: date | int, pk: int, *, down: bool) -> Q:
    """What comes after (value, pk) when both fall (`down`) or rise.

    The first condition says nothing that the second does not; it is the one that an index can be entered by.
    """
    side = "lt" if down else "gt"
    return Q(**{f"{field}__{side}e": value}) & (Q(**{f"{field}__{side}": value}) | Q(**{f"pk__{side}": pk}))


def walk(rows: PostQuerySet, field: str, *, down: bool) -> PostQuerySet:
    """`rows` ordered by a field and the key, both falling or both rising."""
    return rows.order_by(f"-{field}", "-pk") if down else rows.order_by(field, "pk")


def walk_newest(rows: PostQuerySet, place: Place | None, *, back: bool) -> PostQuerySet:
    """The newest of `rows` first, after `place`; with `back` the other way round."""
    at = moment_of(place.at) if place is not None else None
    if place is not None and at is not None:
        rows = rows.filter(beyond("published_at", at, place.pk, down=not back))
    return walk(rows, "published_at", down=not back)


@dataclass(frozen=True)
class ByPublished:
    """When posts were published."""

    down: bool

    def take(self, rows: PostQuerySet, place: Place | None, size: int, *, back: bool = False) -> list[RowKey]:
        """See `Order`."""
        return read_keys(walk_newest(rows, place, back=self.down == back)[:size])

    def place_of(self, row: RowKey, number: int) -> Place:
        """See `Order`."""
        return Place(number, row.pk, micros(row.published_at))


@dataclass(frozen=True)
class ByChanged:
    """When posts were changed last; one that never was counts from its publishing."""

    down: bool

    def take(self, rows: PostQuerySet, place: Place | None, size: int, *, back: bool = False) -> list[RowKey]:
        """See `Order`."""
        down = self.down != back
        # The same expression as in the index `post_changed`.
        rows = rows.alias(changed=Coalesce("edited_at", "published_at"))
        at = moment_of(place.at) if place is not None else None
        if place is not None and at is not None:
            rows = rows.filter(beyond("changed", at, place.pk, down=down))
        return read_keys(walk(rows, "changed", down=down)[:size])

    def place_of(self, row: RowKey, number: int) -> Place:
        """See `Order`."""
        return Place(number, row.pk, micros(row.edited_at or row.published_at))


@dataclass(frozen=True)
class ByBegin:
    """The day on which it began; what has none comes last, whichever way the days go."""

    down: bool

    def take(self, rows: PostQuerySet, place: Place | None, size: int, *, back: bool = False) -> list[RowKey]:
        """See `Order`."""
        parts = [False, True] if back else [True, False]
        if place is not None:
            parts = parts[parts.index(place.at is not None) :]
        found: list[RowKey] = []
        for dated in parts:
            if len(found) < size:
                found += read_keys(self.part(rows, dated, place, back=back)[: size - len(found)])
            place = None
        return found

    def part(self, rows: PostQuerySet, dated: bool, place: Place | None, *, back: bool) -> PostQuerySet:
        """The posts that have a begin, or those that have none, after `place`."""
        down = self.down != back
        rows = rows.filter(begins_on__isnull=not dated)
        on = day_of(place.at) if place is not None else None
        if dated and place is not None and on is not None:
            return walk(rows.filter(beyond("begins_on", on, place.pk, down=down)), "begins_on", down=down)
        if not dated and place is not None:
            rows = rows.filter(Q(pk__lt=place.pk) if down else Q(pk__gt=place.pk))
        return walk(rows, "begins_on", down=down)

    def place_of(self, row: RowKey, number: int) -> Place:
        """See `Order`."""
        day = row.begins_on
        return Place(number, row.pk, None if day is None else (day - EPOCH.date()).days)


@dataclass(frozen=True)
class ByAdopted:
    """How many other organisations do it too; what none does follows in the order of publishing.

    Those that somebody does are few and read from the index of tallies; the others from that of the stream.
    """

    down: bool

    def take(self, rows: PostQuerySet, place: Place | None, size: int, *, back: bool = False) -> list[RowKey]:
        """See `Order`."""
        down = self.down != back
        parts = [True, False] if down else [False, True]
        if place is not None:
            parts = parts[parts.index(bool(place.organisation)) :]
        found: list[RowKey] = []
        for adopted in parts:
            if len(found) < size:
                found += read_keys(self.part(rows, adopted, place, down=down)[: size - len(found)])
            place = None
        return found

    def part(self, rows: PostQuerySet, adopted: bool, place: Place | None, *, down: bool) -> PostQuerySet:
        """The posts that somebody else does, or those that nobody does, after `place`."""
        if not adopted:
            rest = rows.exclude(pk__in=Tally.objects.filter(adopted__gt=0).values("post"))
            return walk_newest(rest, place, back=not down)
        rows = rows.filter(tally__adopted__gt=0)
        if place is not None and place.at is not None:
            side = "lt" if down else "gt"
            same = Q(tally__adopted=place.at, **{f"tally__post_id__{side}": place.pk})
            rows = rows.filter(Q(**{f"tally__adopted__{side}": place.at}) | same)
        # By the key that stands in the index of tallies.
        sign = "-" if down else ""
        return rows.order_by(f"{sign}tally__adopted", f"{sign}tally__post_id")

    def place_of(self, row: RowKey, number: int) -> Place:
        """See `Order`. The number stands where others have a day; `organisation` says that there is one."""
        count = Tally.objects.filter(post=row.pk, adopted__gt=0).values_list("adopted", flat=True).first()
        if count is None:
            return Place(number, row.pk, micros(row.published_at))
        return Place(number, row.pk, count, 1)
