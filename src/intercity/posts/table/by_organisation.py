"""The orders of the table that follow the organisation: its name, or its country and then its name.

A name belongs to the organisation, so no index over posts is in this order. There are at most a few thousand
organisations, and each one's posts are in an index: the order of the organisations is worked out first, as the
reader's language sorts, then only as many posts are read as the page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Count, IntegerField, OuterRef, Subquery

from intercity.core.text import fold
from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.posts.table.orders import RowKey, read_keys, walk_newest
from intercity.posts.table.places import Place, micros

FIRST, LAST = "1", "2"
Key = tuple[str, ...]
folded = lru_cache(maxsize=32_768)(fold)


def by_name(organisation: Organisation) -> Key:
    """As the first column shows it, without case and accents."""
    return (FIRST, folded(organisation.plate), organisation.plate)


def by_country(organisation: Organisation) -> Key:
    """By the country's name in the reader's language; those without a country come last, whichever way it goes."""
    name = organisation.country_label
    return (FIRST if name else LAST, folded(name), *by_name(organisation))


@dataclass(frozen=True)
class ByOrganisation:
    """Posts by organisation, the newest of each first. `rows` are those of the whole list, unordered."""

    rows: PostQuerySet
    key: Callable[[Organisation], Key]
    down: bool

    @cached_property
    def known(self) -> list[tuple[Key, int]]:
        """(sort key, primary key) of every organisation that has a post in the list, in order."""
        # One probe of the index for each organisation. An EXISTS might be turned into a join over all posts.
        newest = self.rows.filter(organisation=OuterRef("pk")).order_by("-published_at", "-pk").values("pk")[:1]
        found = Organisation.everybody.alias(newest=Subquery(newest)).filter(newest__isnull=False).order_by()
        short = found.only("name", "short_name", "country", "stands_for")
        return self.in_order([(self.key(organisation), organisation.pk) for organisation in short])

    def in_order(self, keys: list[tuple[Key, int]]) -> list[tuple[Key, int]]:
        """Rising or falling, with those that belong at the end there."""
        keys.sort(reverse=self.down)
        return sorted(keys, key=lambda pair: pair[0][0])

    def take(self, rows: PostQuerySet, place: Place | None, size: int, *, back: bool = False) -> list[RowKey]:
        """See `Order`."""
        found: list[RowKey] = []
        if place is not None:
            rest = walk_newest(rows.filter(organisation=place.organisation), place, back=back)
            found += read_keys(rest[:size])
        following = self.following(place, back=back)[: size - len(found)]
        return [*found, *self.fill(rows, following, size - len(found), back=back)]

    def following(self, place: Place | None, *, back: bool) -> list[int]:
        """The organisations after that of `place`, or (`back`) before it, the nearest first."""
        order = [pk for _, pk in self.known]
        if place is not None:
            if place.organisation not in order:
                order = self.with_gone(place.organisation)
            at = order.index(place.organisation)
            order = order[:at] if back else order[at + 1 :]
        return order[::-1] if back else order

    def with_gone(self, organisation: int) -> list[int]:
        """The order with an organisation in it whose last post went since the page was made; first if it is gone."""
        row = Organisation.everybody.filter(pk=organisation).first()
        if row is None:
            return [organisation, *(pk for _, pk in self.known)]
        return [pk for _, pk in self.in_order([*self.known, (self.key(row), organisation)])]

    def fill(self, rows: PostQuerySet, organisations: Sequence[int], size: int, *, back: bool) -> list[RowKey]:
        """The first `size` posts of these organisations in this order, in at most three queries."""
        if size <= 0 or not organisations:
            return []
        whole, part, left = self.share(organisations, size)
        found: list[RowKey] = []
        if whole:
            # Few enough to be sorted here; the database would have to sort by something it has no index for.
            found = read_keys(rows.filter(organisation__in=whole).order_by())
            found.sort(key=lambda row: (row.published_at, row.pk), reverse=not back)
            position = {pk: n for n, pk in enumerate(whole)}
            found.sort(key=lambda row: position[row.organisation_id])
        if part is not None and left:
            found += read_keys(walk_newest(rows.filter(organisation=part), None, back=back)[:left])
        return found

    def share(self, organisations: Sequence[int], size: int) -> tuple[list[int], int | None, int]:
        """Which organisations fit whole into `size` rows, which one only in part, and how many rows are left for it."""
        sizes = self.sizes(organisations, size)
        whole: list[int] = []
        for pk in organisations:
            if sizes.get(pk, 0) > size:
                return whole, pk, size
            whole.append(pk)
            size -= sizes.get(pk, 0)
            if size <= 0:
                break
        return whole, None, 0

    def sizes(self, organisations: Sequence[int], size: int) -> dict[int, int]:
        """How many posts each has, counted only up to `size` + 1."""
        newest = self.rows.filter(organisation=OuterRef(OuterRef("pk"))).order_by("-published_at", "-pk")
        few = Post.objects.filter(pk__in=newest.values("pk")[: size + 1]).order_by()
        # All of `few` are of one organisation: grouping by it gives one row.
        count = few.values("organisation").annotate(n=Count("pk")).values("n")
        rows = (
            Organisation.everybody.filter(pk__in=organisations).annotate(n=Subquery(count, IntegerField())).order_by()
        )
        return {pk: n or 0 for pk, n in rows.values_list("pk", "n")}

    def place_of(self, row: RowKey, number: int) -> Place:
        """See `Order`."""
        return Place(number, row.pk, micros(row.published_at), row.organisation_id)
