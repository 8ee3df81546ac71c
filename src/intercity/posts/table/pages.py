"""One page of the table, and the whole of it piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.posts.table.cells import Row
from intercity.posts.table.orders import Order
from intercity.posts.table.places import Place

PAGE_ROWS = 50
PIECE_ROWS = 1000
# What the orders themselves look at.
ORDER_FIELDS = ("published_at", "edited_at", "begins_on", "organisation_id")


@dataclass(frozen=True)
class TablePage:
    """The rows of a page. `first` is the number of the first one; `before` and `after` are places, "" at the ends."""

    rows: Sequence[Row]
    first: int = 1
    before: str = ""
    after: str = ""

    @property
    def last(self) -> int:
        """The number of the last row; at the end of the list that is how many there are."""
        return self.first + len(self.rows) - 1


def table_page(rows: PostQuerySet, order: Order, place: Place | None = None, *, back: bool = False) -> TablePage:
    """The page of `rows` after `place`, or (`back`) the one that ends before it."""
    if place is not None and back:
        found = fetch(rows, order, place, PAGE_ROWS + 1, back=True)
        if len(found) > PAGE_ROWS and place.number > PAGE_ROWS + 1:
            return make_page(order, found[:PAGE_ROWS][::-1], place.number - PAGE_ROWS, more=True)
        # Nothing more stands before it, or new rows pushed the numbers down: that is the first page.
        place = None
    found = fetch(rows, order, place, PAGE_ROWS + 1)
    return make_page(order, found[:PAGE_ROWS], place.number if place else 1, more=len(found) > PAGE_ROWS)


def make_page(order: Order, posts: Sequence[Post], first: int, *, more: bool) -> TablePage:
    """The page of these posts; only the first page of a list has the number 1."""
    if not posts:
        return TablePage([])
    first = max(1, first)
    before = str(order.place_of(posts[0], first)) if first > 1 else ""
    after = str(order.place_of(posts[-1], first + len(posts))) if more else ""
    return TablePage([Row(post) for post in posts], first, before, after)


def fetch(rows: PostQuerySet, order: Order, place: Place | None, size: int, *, back: bool = False) -> list[Post]:
    """Up to `size` posts with all that their cells need, in a fixed number of queries.

    First which, in their order, out of the index alone; then everything about these few. With all joins in one
    statement a database may find it cheaper to sort.
    """
    keys = [post.pk for post in order.take(rows.only(*ORDER_FIELDS), place, size, back=back)]
    full = rows.for_cards().select_related("organisation__place").in_bulk(keys)
    # One may have been withdrawn between the two.
    return [full[key] for key in keys if key in full]


def all_rows(rows: PostQuerySet, order: Order, limit: int) -> Iterator[Row]:
    """The first `limit` rows of the list, read in pieces: no transaction stays open and memory stays flat.

    Each piece is read with the rights and labels of its moment.
    """
    place, number = None, 1
    while number <= limit:
        found = fetch(rows, order, place, min(PIECE_ROWS, limit + 1 - number))
        yield from (Row(post) for post in found)
        if len(found) < PIECE_ROWS:
            return
        number += len(found)
        place = order.place_of(found[-1], number)
