"""The ways to narrow a list of posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Level, Organisation
from intercity.organisations.viewers import Viewer
from intercity.places.names import country_name
from intercity.posts.filters.scales import ADOPTED_LABELS, PERIOD_LABELS, SIZE_LABELS, by_adopted, by_period, by_size
from intercity.posts.filters.wish import Facet, Text
from intercity.posts.kinds import Kind, adoptable_kinds, all_kinds
from intercity.posts.models import Post
from intercity.spaces.models import Group, Space, Topic
from intercity.spaces.terms import topic_and_below

TopicLink = Post.topics.through
GroupLink = Post.groups.through


def facets_for(viewer: Viewer, space: Space | None) -> list[Facet]:
    """Every way to narrow a list of this space (None: of all spaces) for this viewer.

    Labels are in the language that is active. Viewers of one audience get the same.
    """
    kinds = kinds_in(viewer, space) if space is not None else None
    facets = [kind_facet(kinds), *status_facets(kinds), topic_facet(), group_facet(), country_facet(viewer, space)]
    level = Facet("level", _("Level"), dict(Level.choices), lambda value: Q(organisation__level=value))
    size = Facet("size", _("City size"), SIZE_LABELS, by_size)
    done = None if kinds is None or kinds & {*adoptable_kinds()} else frozenset[str]()
    adopted = Facet("adopted", _("Others who do it too"), ADOPTED_LABELS, by_adopted, listed=True, offered=done)
    return [*facets, adopted, level, size, Facet("period", _("Published"), PERIOD_LABELS, by_period, listed=True)]


def standing_kinds() -> dict[str, Kind]:
    """The kinds whose posts stand by themselves."""
    return {name: kind for name, kind in all_kinds().items() if kind.prompt or kind.seeds}


def kinds_in(viewer: Viewer, space: Space) -> frozenset[str]:
    """The kinds of which `viewer` sees a post in `space`; each is looked up to its first post."""
    posts = Post.objects.visible_to(viewer).roots().filter(space=space)
    there = {f"has_{name}": Exists(posts.filter(kind=name)) for name in standing_kinds()}
    found = Space.objects.filter(pk=space.pk).annotate(**there).values(*there).first() or {}
    return frozenset(name.removeprefix("has_") for name, is_there in found.items() if is_there)


def kind_facet(kinds: frozenset[str] | None) -> Facet:
    """By kind; `kinds` are those to be offered, None for all."""
    labels = {name: kind.plural for name, kind in standing_kinds().items()}
    return Facet("kind", _("Show"), labels, lambda name: Q(kind=name), listed=True, offered=kinds)


def status_facets(kinds: frozenset[str] | None) -> list[Facet]:
    """What kinds offer; kinds that share a parameter share its facet. `kinds` as in `kind_facet`."""
    merged: dict[str, tuple[Text, dict[str, Text], set[str]]] = {}
    for name, kind in all_kinds().items():
        for offer in kind.stream_choices():
            _heading, options, offered = merged.setdefault(offer.param, (offer.heading, {}, set()))
            options.update(offer.options)
            offered.update(value for value, _label in offer.options if kinds is None or name in kinds)
    return [
        Facet(param, heading, options, kind_filter(param), True, None if kinds is None else frozenset(offered))
        for param, (heading, options, offered) in merged.items()
    ]


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


def country_facet(viewer: Viewer, space: Space | None) -> Facet:
    """By country: in a space only those from which this viewer sees a post there, else all that there are."""
    language = get_language() or "en"
    codes = all_countries() if space is None else countries_in(viewer, space)
    names = sorted((country_name(code, language), code) for code in codes)
    return Facet(
        "country", _("Country"), {code: name for name, code in names}, lambda code: Q(organisation__country=code)
    )


def all_countries() -> Iterable[str]:
    """The countries of all organisations. Which organisations there are is public."""
    return Organisation.objects.exclude(country="").order_by().values_list("country", flat=True).distinct()


def countries_in(viewer: Viewer, space: Space) -> Iterable[str]:
    """The countries from which `viewer` sees a post in `space`.

    Asked country by country, each up to the first post: a join would read every post of the space.
    """
    seen = Post.objects.visible_to(viewer).roots().filter(space=space, organisation=OuterRef("pk"))
    from_there = Organisation.objects.filter(country=OuterRef("country")).filter(Exists(seen))
    every = Organisation.objects.exclude(country="").order_by()
    one_each = every.values("country").annotate(first=Min("pk")).values("first")
    return every.filter(pk__in=one_each).filter(Exists(from_there)).values_list("country", flat=True)
