"""What an address asks of the table: filters, columns, order, place; and the addresses that ask for the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Facet, Wish, read_wish
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.posts.table.by_organisation import ByOrganisation, by_country, by_name
from intercity.posts.table.columns import ALWAYS, DEFAULT, Column, choose_columns
from intercity.posts.table.orders import ByAdopted, ByBegin, ByChanged, ByPublished, Order
from intercity.posts.table.places import Place, read_place
from intercity.spaces.models import Space

ORDERS: Mapping[str, Callable[[PostQuerySet, bool], Order]] = {
    "published": lambda rows, down: ByPublished(down),
    "changed": lambda rows, down: ByChanged(down),
    "begins": lambda rows, down: ByBegin(down),
    "adopted": lambda rows, down: ByAdopted(down),
    "city": lambda rows, down: ByOrganisation(rows, by_name, down),
    "country": lambda rows, down: ByOrganisation(rows, by_country, down),
}
# Orders that naturally fall: the newest or the most first.
FALLING = ("published", "changed", "begins", "adopted")
USUAL = "-published"
MOST_NAMES = 60


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `sort` is the name of an order, with a minus before it when it falls."""

    wish: Wish
    columns: Sequence[Column]
    sort: str = USUAL
    place: Place | None = None
    back: bool = False
    unknown: Sequence[str] = ()

    @property
    def by(self) -> str:
        """The name of the order."""
        return self.sort.removeprefix("-")

    @property
    def filters(self) -> str:
        """The query of the filters alone."""
        return f"?{self.wish.query}" if self.wish.query else ""

    @property
    def down(self) -> bool:
        """Whether it falls: newest first, Z before A."""
        return self.sort.startswith("-")

    def rows(self, viewer: Viewer, space: Space) -> PostQuerySet:
        """The whole list, unordered: the posts of the space that the viewer may see and the filters leave."""
        return Post.objects.visible_to(viewer).roots().filter(space=space).filter(self.wish.where)

    def order(self, rows: PostQuerySet) -> Order:
        """The way through the list."""
        return ORDERS[self.by](rows, self.down)

    def pairs(self, *, sort: str | None = None) -> list[tuple[str, str]]:
        """The parameters of the address that asks for the same from the beginning, or for another order."""
        sort = sort or self.sort
        pairs = [(one.param, one.value) for one in self.wish.chosen]
        return pairs + self.own_pairs(sort)

    def own_pairs(self, sort: str | None = None) -> list[tuple[str, str]]:
        """Those parameters that only a table has; what is usual needs none."""
        names = [column.name for column in self.columns]
        pairs = [] if set(names) == set(DEFAULT) else [("columns", ",".join(n for n in names if n != ALWAYS) or ALWAYS)]
        return pairs if (sort or self.sort) == USUAL else [*pairs, ("sort", sort or self.sort)]

    def query(self, *more: tuple[str, str], sort: str | None = None) -> str:
        """The query of such an address, commas left readable."""
        pairs = [*self.pairs(sort=sort), *more]
        return f"?{urlencode(pairs, safe=',')}" if pairs else "?"

    def turned(self, name: str) -> str:
        """What the heading of an order asks for: the natural direction first, then the other one."""
        natural = f"-{name}" if name in FALLING else name
        other = name if name in FALLING else f"-{name}"
        return other if self.sort == natural else natural


def read_asked(params: QueryDict, facets: Sequence[Facet]) -> Asked:
    """What the address asks for; what nobody understands is left out and named."""
    wish = read_wish(params, facets)
    names = [name.strip()[:40] for text in params.getlist("columns") for name in text[:1000].split(",")]
    columns, unknown = choose_columns(names[:MOST_NAMES])
    sort = params.get("sort", USUAL)
    if sort.removeprefix("-") not in ORDERS:
        unknown.append(sort.removeprefix("-")[:40])
        sort = USUAL
    back = "before" in params
    place = read_place(params.get("before" if back else "after", ""))
    # Who asks for a column often asks to sort by it too: each name is said once.
    return Asked(wish, columns, sort, place, back, [word for word in dict.fromkeys(unknown) if word])
