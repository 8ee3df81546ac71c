"""What an address of the map asks for, and what is kept between requests."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.pages.map.figures import BehindError, Sources, sources_of
from intercity.posts.filters import Facet, Wish, read_wish
from intercity.posts.opening import open_list, tags_of
from intercity.posts.parts import Audience, this_minute
from intercity.spaces.models import Space


@dataclass(frozen=True)
class Asked:
    """A space under the filters of the address, as the viewer may see it."""

    viewer: Viewer
    audience: Audience
    space: Space
    facets: Sequence[Facet]
    wish: Wish

    @property
    def query(self) -> str:
        """The filters as the end of an address."""
        return f"?{self.wish.query}" if self.wish.query else ""

    @property
    def tags(self) -> list[str]:
        """What changes the map: any act in the space, names of organisations, the tree of topics."""
        return tags_of(self.space)

    def name(self, *more: Hashable) -> Hashable:
        """Under which name something is kept; what moves with the clock holds for a minute."""
        clock = this_minute() if any(one.param == "period" for one in self.wish.chosen) else 0
        return ("map", self.space.pk, self.wish.query, clock, *more)

    def sources(self) -> tuple[Sources, bool]:
        """Where the posts come from, and whether that may be kept by whoever shows it."""
        since = self.audience.since
        try:
            return self.audience.find(
                self.name("sources"),
                self.tags,
                lambda: sources_of(self.viewer, self.space, self.wish, since),
                room_of,
            ), True
        except BehindError as behind:
            return behind.sources, False


def read_asked(request: Request, slug: str) -> Asked:
    """What the request asks for; raises Http404 for a space that the viewer may not know of."""
    audience, space, facets = open_list(request.viewer, slug)
    return Asked(request.viewer, audience, space, facets, read_wish(request.GET, facets))


def room_of(sources: Sources) -> int:
    """About how many bytes the rows take."""
    return 500 * (1 + len(sources.cities) + len(sources.others))
