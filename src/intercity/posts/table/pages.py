"""One page of the table, and the whole of it piece by piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.posts.table.cells import Row
from intercity.posts.table.columns import COLUMNS, DETAILS, Column, needs_of
from intercity.posts.table.orders import Order, RowKey
from intercity.posts.table.places import Place
from intercity.spaces.models import Group, Topic

PAGE_ROWS = 50
PIECE_ROWS = 1000
TERMS = {"topics": Topic, "groups": Group}


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


def table_page(
    rows: PostQuerySet,
    order: Order,
    place: Place | None = None,
    *,
    back: bool = False,
    columns: Iterable[Column] = COLUMNS,
) -> TablePage:
    """The page of `rows` after `place`, or (`back`) the one that ends before it, with what the columns need."""
    keys, first, more = page_keys(rows, order, place, back=back)
    if not keys:
        return TablePage([])
    before = str(order.place_of(keys[0], first)) if first > 1 else ""
    after = str(order.place_of(keys[-1], first + len(keys))) if more else ""
    return TablePage(fetch(rows, keys, columns), first, before, after)


def page_keys(
    rows: PostQuerySet, order: Order, place: Place | None, *, back: bool
) -> tuple[Sequence[RowKey], int, bool]:
    """Which rows a page has, the number of the first (1 only at the beginning), and whether more come after them."""
    if place is not None and back:
        found = order.take(rows, place, PAGE_ROWS + 1, back=True)
        if len(found) > PAGE_ROWS and place.number > PAGE_ROWS + 1:
            return found[:PAGE_ROWS][::-1], place.number - PAGE_ROWS, True
        # Nothing more stands before it, or new rows pushed the numbers down: that is the first page.
        place = None
    found = order.take(rows, place, PAGE_ROWS + 1)
    return found[:PAGE_ROWS], max(1, place.number) if place else 1, len(found) > PAGE_ROWS


def fetch(rows: PostQuerySet, keys: Sequence[RowKey], columns: Iterable[Column]) -> list[Row]:
    """The rows with these keys, in this order, in few queries; those that went meanwhile are left out.

    Which rows, and in which order, was found out of an index alone. With all joins in the same statement a database
    may find it cheaper to sort.
    """
    needs = needs_of(columns)
    pks = [key.pk for key in keys]
    full = rows.for_cards().select_related(None).prefetch_related(None).with_details(DETAILS in needs).defer("body")
    posts = full.select_related("organisation", *sorted(needs - TERMS.keys() - {DETAILS})).in_bulk(pks)
    terms = {name: term_names(name, pks) if name in needs else {} for name in TERMS}
    return [Row(posts[pk], *(terms[name].get(pk, "") for name in TERMS)) for pk in pks if pk in posts]


def term_names(name: str, posts: Sequence[int]) -> Mapping[int, str]:
    """The names of the topics or groups of each post, joined. Far cheaper than an object for each of them."""
    link = Post._meta.get_field(name).remote_field.through.objects  # type: ignore[union-attr]
    term = name.removesuffix("s")
    mine: dict[int, list[int]] = defaultdict(list)
    for post, key in link.filter(post__in=posts).values_list("post_id", f"{term}_id"):
        mine[post].append(key)
    # As few as they are, all are read; they come in their own order.
    labels = {one.pk: one.label for one in TERMS[name]._default_manager.all()}
    rank = {pk: n for n, pk in enumerate(labels)}
    return {post: ", ".join(labels[key] for key in sorted(keys, key=rank.__getitem__)) for post, keys in mine.items()}


def all_rows(rows: PostQuerySet, order: Order, limit: int, columns: Iterable[Column] = COLUMNS) -> Iterator[Row]:
    """The first `limit` rows of the list, read in pieces: no transaction stays open and memory stays flat.

    Each piece is read with the rights and labels of its moment.
    """
    place, number = None, 1
    while number <= limit:
        size = min(PIECE_ROWS, limit + 1 - number)
        keys = order.take(rows, place, size)
        yield from fetch(rows, keys, columns)
        if len(keys) < size:
            return
        number += len(keys)
        place = order.place_of(keys[-1], number)
