"""From which organisations the posts of a list come: how many, how new, and where on the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, Subquery

from intercity.core.text import fold
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Wish
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.search.finding import Query
from intercity.search.tallying import tally_organisations
from intercity.spaces.models import Space


@dataclass(frozen=True)
class Figure:
    """How many posts an organisation has in a list, and when the newest was published."""

    posts: int
    newest: datetime


@dataclass(frozen=True)
class Source:
    """An organisation with posts in the list. `place` is latitude and longitude, None for whoever has no place."""

    slug: str
    name: str
    country: str
    unclaimed: bool
    place: tuple[float, float] | None
    posts: int
    newest: datetime


@dataclass(frozen=True)
class Sources:
    """Where the posts of a list come from, the most posts first: `cities` have a place, `others` have none."""

    cities: Sequence[Source]
    others: Sequence[Source]

    @property
    def of_cities(self) -> int:
        """How many posts come from cities on the map."""
        return sum(source.posts for source in self.cities)

    @property
    def of_others(self) -> int:
        """How many posts come from organisations without a place."""
        return sum(source.posts for source in self.others)

    @property
    def names_unclaimed(self) -> bool:
        """Whether there is a city that has not confirmed what is told of it."""
        return any(source.unclaimed for source in self.cities)


class BehindError(Exception):
    """The index did not hold the newest acts yet: `sources` may be shown once, and not be kept."""

    def __init__(self, sources: Sources) -> None:
        super().__init__("the index is behind the record")
        self.sources = sources


def sources_of(viewer: Viewer, space: Space, wish: Wish, since: int) -> Sources:
    """The organisations of which `viewer` may see a post in `space` that `wish` asks for; never any other.

    Raises BehindError when they may lack what came up to the act `since`: they are then right for this reader at
    this moment, but would stay wrong if they were kept.
    """
    posts = Post.objects.visible_to(viewer).roots().filter(space=space).filter(wish.where).order_by()
    tally = tally_organisations(viewer, Query(chosen=wish.chosen, space=space, facets=False))
    if tally is None:
        return with_places(all_figures(posts))
    newest = tally.newest if tally.newest is not None else newest_in_sql(posts, tally.posts)
    # Whose last post went since it was counted has none.
    sources = with_places({pk: Figure(count, newest[pk]) for pk, count in tally.posts.items() if pk in newest})
    if tally.cursor < since:
        raise BehindError(sources)
    return sources


def all_figures(posts: PostQuerySet) -> dict[int, Figure]:
    """The figures out of the database, which reads every post of the list: for while there is no index."""
    rows = posts.values_list("organisation").annotate(Count("pk"), Max("published_at"))
    return {organisation: Figure(count, newest) for organisation, count, newest in rows}


def newest_in_sql(posts: PostQuerySet, organisations: Iterable[int]) -> dict[int, datetime]:
    """When each one's newest of `posts` was published: one look into an index for each, however many posts."""
    own = posts.filter(organisation=OuterRef("pk")).order_by("-published_at", "-pk").values("published_at")[:1]
    rows = Organisation.objects.filter(pk__in=list(organisations)).order_by().annotate(newest=Subquery(own))
    return {pk: newest for pk, newest in rows.values_list("pk", "newest") if newest is not None}


def with_places(figures: Mapping[int, Figure]) -> Sources:
    """The organisations of `figures`, with names in the language that is active."""
    rows = Organisation.objects.select_related("place").only(
        "slug", "name", "short_name", "country", "unclaimed", "place__latitude", "place__longitude"
    )
    found = rows.in_bulk(list(figures))
    sources = [make_source(organisation, figures[pk]) for pk, organisation in found.items()]
    sources.sort(key=lambda source: (-source.posts, fold(source.name)))
    return Sources(
        [source for source in sources if source.place is not None],
        [source for source in sources if source.place is None],
    )


def make_source(organisation: Organisation, figure: Figure) -> Source:
    """One organisation with its figure."""
    place = organisation.place
    return Source(
        organisation.slug,
        organisation.plate,
        organisation.country_label,
        organisation.unclaimed,
        (place.latitude, place.longitude) if place is not None else None,
        figure.posts,
        figure.newest,
    )
