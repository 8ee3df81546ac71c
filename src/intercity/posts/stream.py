"""The stream of a space: what the address asks for, and which posts answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intercity.core.pagination import Page, page_by_time
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.places.names import country_name
from intercity.posts.kinds import all_kinds, waiting_kinds
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Group, Space, SpaceState, Topic
from intercity.spaces.terms import topic_and_below

MOST_UNANSWERED = 5
TopicLink = Post.topics.through
GroupLink = Post.groups.through


@dataclass(frozen=True)
class Facet:
    """One way to narrow the stream: its parameter, its heading, label by value, and the filter of a value."""

    param: str
    heading: str | Promise
    options: Mapping[str, str | Promise]
    find: Callable[[str], Q]


@dataclass(frozen=True)
class Chosen:
    """One value that the address asks for."""

    param: str
    value: str
    label: str | Promise


@dataclass(frozen=True)
class Wish:
    """What an address asks of the stream: the filter, its chosen values, and the parameters nobody understood."""

    where: Q
    chosen: Sequence[Chosen]
    ignored: Sequence[str]

    @property
    def query(self) -> str:
        """The shortest query that asks for the same, for the canonical address."""
        return urlencode([(one.param, one.value) for one in self.chosen])


def facets_for(viewer: Viewer, space: Space) -> list[Facet]:
    """Every way to narrow this stream for this viewer."""
    return [kind_facet(), *status_facets(), topic_facet(), group_facet(), country_facet(viewer, space)]


def kind_facet() -> Facet:
    """By kind: those that stand by themselves."""
    kinds = {name: kind.plural for name, kind in all_kinds().items() if kind.prompt}
    return Facet("kind", _("Show"), kinds, lambda name: Q(kind=name))


def status_facets() -> list[Facet]:
    """What kinds offer; kinds that share a parameter share its facet."""
    offers = [choices for kind in all_kinds().values() for choices in kind.stream_choices()]
    merged: dict[str, tuple[str | Promise, dict[str, str | Promise]]] = {}
    for offer in offers:
        merged.setdefault(offer.param, (offer.heading, {}))[1].update(offer.options)
    return [Facet(param, heading, options, kind_filter(param)) for param, (heading, options) in merged.items()]


def kind_filter(param: str) -> Callable[[str], Q]:
    """The filter of a parameter that kinds understand: posts that any of them finds."""

    def find(value: str) -> Q:
        found = [kind.stream_filter({param: value}) for kind in all_kinds().values()]
        where = Q(pk__in=[])
        for one in found:
            where = where | one if one is not None else where
        return where

    return find


def topic_facet() -> Facet:
    """By topic; one that has narrower topics under it brings them along, also those that are offered no longer."""
    topics = {topic.slug: topic.label for topic in Topic.objects.filter(retired=False)}
    # A subquery, not a join: a post with two of these topics must come once.
    return Facet(
        "topic", _("Topic"), topics,
        lambda slug: Q(pk__in=TopicLink.objects.filter(topic__slug__in=topic_and_below(slug)).values("post")),
    )  # fmt: skip


def group_facet() -> Facet:
    """By population group."""
    groups = {group.slug: group.label for group in Group.objects.filter(retired=False)}
    return Facet(
        "group", _("For whom"), groups,
        lambda slug: Q(pk__in=GroupLink.objects.filter(group__slug=slug).values("post")),
    )  # fmt: skip


def country_facet(viewer: Viewer, space: Space) -> Facet:
    """By country: only those from which this viewer sees a post here."""
    seen = Post.objects.visible_to(viewer).roots().filter(space=space, organisation=OuterRef("pk"))
    codes = Organisation.objects.exclude(country="").filter(Exists(seen)).order_by().values_list("country").distinct()
    language = get_language() or "en"
    names = sorted((country_name(code, language), code) for (code,) in codes)
    options: dict[str, str | Promise] = {code: name for name, code in names}
    return Facet("country", _("Country"), options, lambda code: Q(organisation__country=code))


def read_wish(params: Mapping[str, str], facets: Sequence[Facet]) -> Wish:
    """What the parameters ask for; a value that its facet does not know is ignored and named."""
    where, chosen, ignored = Q(), [], []
    for facet in facets:
        value = params.get(facet.param, "")
        if value in facet.options:
            where &= facet.find(value)
            chosen.append(Chosen(facet.param, value, facet.options[value]))
        elif value:
            ignored.append(value[:40])
    return Wish(where, chosen, ignored)


@dataclass(frozen=True)
class StreamPage:
    """One page of the stream: `pinned` stand above the first, unfiltered one."""

    pinned: Sequence[Post]
    page: Page[Post]


def stream_page(viewer: Viewer, space: Space, wish: Wish, cursor: str | None) -> StreamPage:
    """The posts of `space` that `viewer` may see and that the address asks for."""
    posts = Post.objects.visible_to(viewer).roots().filter(space=space)
    # Topics and groups of pinned and other posts are fetched together.
    rows: PostQuerySet = posts.for_cards().prefetch_related(None)
    if wish.chosen:
        pinned: list[Post] = []
    else:
        pinned = list(rows.filter(pinned_at__isnull=False).order_by("-pinned_at")) if not cursor else []
        rows = rows.filter(pinned_at=None)
    page = page_by_time(rows.filter(wish.where), cursor)
    prefetch_related_objects([*pinned, *page.items], *terms())
    return StreamPage(pinned, page)


def terms() -> list[Prefetch[Any]]:
    """What a card needs beside its joined rows."""
    return [Prefetch("topics"), Prefetch("groups")]


def unanswered(posts: PostQuerySet) -> PostQuerySet:
    """Those of `posts` that wait for an answer and have none, newest first, with their organisations.

    In an archive nobody can answer, so nobody waits there.
    """
    answers = Post.objects.filter(root=OuterRef("pk"), state="published")
    waiting = posts.roots().filter(~Exists(answers), kind__in=waiting_kinds()).exclude(space__state=SpaceState.ARCHIVED)
    return waiting.select_related("organisation").order_by("-published_at", "-pk")


def longest_waiting(viewer: Viewer, space: Space) -> list[Post]:
    """The latest few questions of a space without an answer, the one that waits longest first."""
    posts = Post.objects.visible_to(viewer).filter(space=space)
    return list(unanswered(posts)[:MOST_UNANSWERED])[::-1]
