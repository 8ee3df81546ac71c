"""What an address asks of the search page, and the addresses that ask for the like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Chosen, Facet, Wish, facets_for, read_wish
from intercity.posts.filters.wish import Text
from intercity.search.asking import LONGEST_TEXT, clean
from intercity.search.finding import MOST_OFFSET, Query
from intercity.search.words.splitting import raw_words
from intercity.spaces.models import Space

PAGE_SIZE = 25
MOST_PAGES = MOST_OFFSET // PAGE_SIZE + 1
ORDERS: Mapping[str, Text] = {
    "relevance": _("Most relevant"),
    "newest": _("Newest"),
    "discussed": _("Most discussed"),
    "adopted": _("Done by most others"),
}


@dataclass(frozen=True)
class Ways:
    """All ways to narrow a search, the same for one audience; spaces by their slug."""

    facets: Sequence[Facet]
    spaces: Mapping[str, Space]


@dataclass(frozen=True)
class Asked:
    """What the address asks for; `unknown` names what nobody understood. Pages count from one."""

    text: str
    wish: Wish
    space: Space | None = None
    order: str = "newest"
    page: int = 1
    unknown: Sequence[str] = ()
    was_cut: bool = False

    @property
    def has_words(self) -> bool:
        """Whether there is anything in the text that posts can be searched for."""
        return bool(raw_words(self.text))

    @property
    def usual_order(self) -> str:
        """The order that needs no parameter."""
        return usual_order(self.text)

    def question(self) -> Query:
        """The same for the search engine, with cards to be taken by key."""
        return self.narrowed(
            self.wish.chosen, order=self.order, offset=(self.page - 1) * PAGE_SIZE, size=PAGE_SIZE, full=False
        )

    def count(self, chosen: Sequence[Chosen], text: str | None = None) -> Query:
        """A question that only counts: with other filters, or other words."""
        return self.narrowed(chosen, text, size=0, facets=False)

    def narrowed(self, chosen: Sequence[Chosen], text: str | None = None, **more: object) -> Query:
        """A question with these filters."""
        space = self.space if any(one.param == "space" for one in chosen) else None
        rest = [one for one in chosen if one.param != "space"]
        return Query(self.text if text is None else text, rest, space, **more)  # type: ignore[arg-type]

    def pairs(self, chosen: Sequence[Chosen] | None = None, *, order: str = "", text: str | None = None) -> Pairs:
        """The parameters of an address: this one's, from its first page, with other filters, order or words."""
        text = self.text if text is None else text
        pairs = [("q", text)] if text else []
        pairs += [(one.param, one.value) for one in (self.wish.chosen if chosen is None else chosen)]
        order = order or self.order
        is_usual = order == usual_order(text) or (order == "relevance" and not text)
        return pairs if is_usual else [*pairs, ("order", order)]

    def address(self, chosen: Sequence[Chosen] | None = None, *, order: str = "", text: str | None = None) -> str:
        """The address with those parameters."""
        return address_of(self.pairs(chosen, order=order, text=text))

    def page_address(self, page: int) -> str:
        """The address of one page of the same."""
        return address_of([*self.pairs(), *([("page", str(page))] if page > 1 else [])])

    def without(self, param: str) -> list[Chosen]:
        """The chosen filters but one."""
        return [one for one in self.wish.chosen if one.param != param]


Pairs = list[tuple[str, str]]


def usual_order(text: str) -> str:
    """The order of a search for `text` where nothing else is asked for."""
    return "relevance" if text else "newest"


def address_of(pairs: Pairs) -> str:
    """An address of the search page."""
    return reverse("search") + (f"?{urlencode(pairs)}" if pairs else "")


def ways_for(viewer: Viewer) -> Ways:
    """Every way in which this viewer may narrow a search."""
    spaces = {space.slug: space for space in Space.objects.visible_to(viewer).order_by("name")}
    names: dict[str, Text] = {slug: space.name for slug, space in spaces.items()}
    # Posts of a space are found by the index, never by this filter.
    facet = Facet("space", _("Space"), names, lambda slug: Q(space__slug=slug))
    return Ways([*facets_for(viewer, None), facet], spaces)


def read_asked(params: Mapping[str, str], ways: Ways) -> Asked:
    """What the parameters ask for; what nobody understands is left out and named."""
    raw = params.get("q", "")
    text, wish = clean(raw), read_wish(params, ways.facets)
    space = next((ways.spaces[one.value] for one in wish.chosen if one.param == "space"), None)
    usual = usual_order(text)
    order, page = params.get("order") or usual, params.get("page") or "1"
    unknown = [word for word, good in ((order, order in ORDERS), (page, is_page(page))) if not good]
    return Asked(
        text,
        wish,
        space,
        order if order in ORDERS and (text or order != "relevance") else usual,
        int(page) if is_page(page) else 1,
        [*wish.ignored, *(word[:40] for word in unknown)],
        len(raw.strip()) > LONGEST_TEXT,
    )


def is_page(text: str) -> bool:
    """Whether this is the number of a page."""
    return text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0
