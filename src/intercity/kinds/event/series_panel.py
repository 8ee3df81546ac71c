"""On the page of a series: its editions, from city to city. On the page of an edition: its series and neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from intercity.kinds.event.links import SERIES
from intercity.kinds.event.listing import events_for
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.links import linked, ties_of
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for

MOST_OFFERED = 50


@dataclass(frozen=True)
class Shown:
    """The panel as HTML, and the uids of the posts by whose acts it changes."""

    html: str
    tags: Sequence[str]


@dataclass(frozen=True)
class Series:
    """The connection is the same for everyone who sees the same; the choice is for who looks after the event."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Events have it."""
        return post.kind == "event"

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Editions, or series; with the choice of another for who may make it."""
        viewer = request.viewer
        shown = audience.find(("series", post.pk), tags_of, lambda: shown_to(viewer, post), size_of)
        if post.event.is_series or viewer.acting is None or not self.may_choose(viewer, post, audience):
            return shown.html
        return shown.html + render_to_string("event/_choose_series.html", choices(viewer, post), request)

    def may_choose(self, viewer: Viewer, post: Post, audience: Audience) -> bool:
        """Whether the viewer may connect it."""
        tags = [post.uid, post.space.uid, "space"]
        return find_for(viewer, ("in-series", post.pk), tags, lambda: may(viewer, "post.link", post), audience.since)


def tags_of(shown: Shown) -> Sequence[str]:
    """What it is forgotten by."""
    return shown.tags


def size_of(shown: Shown) -> int:
    """About how much room it takes."""
    return 2 * len(shown.html) + 20 * len(shown.tags)


def shown_to(viewer: Viewer, post: Post) -> Shown:
    """The panel as everybody sees it who sees what `viewer` sees."""
    ties = [tie for tie in ties_of(post) if tie.sort == SERIES.name]
    tags = [post.uid, *(tie.uid for tie in ties)]
    if not ties:
        return Shown("", tags)
    if post.event.is_series:
        context = {"post": post, "editions": in_order(linked(viewer, post, SERIES))}
        return Shown(render_to_string("event/_editions.html", context), tags)
    found = [neighbours(viewer, post, series) for series in linked(viewer, post, SERIES, back=True)]
    more = [tie.uid for one in found for tie in ties_of(one["series"])]
    return Shown(render_to_string("event/_edition_of.html", {"found": found}) if found else "", [*tags, *more])


def in_order(posts: Sequence[Post]) -> list[Post]:
    """The first to take place first."""
    return sorted(posts, key=lambda post: (post.event.starts_at, post.pk))


def neighbours(viewer: Viewer, post: Post, series: Post) -> dict[str, Any]:
    """A series with the editions before and after `post`."""
    editions = in_order(linked(viewer, series, SERIES))
    at = [one.pk for one in editions].index(post.pk) if post.pk in {one.pk for one in editions} else 0
    return {
        "series": series, "before": editions[at - 1] if at > 0 else None,
        "after": editions[at + 1] if at + 1 < len(editions) else None,
    }  # fmt: skip


def choices(viewer: Viewer, post: Post) -> dict[str, Any]:
    """The series that it can be an edition of: those of its space and those it is in."""
    chosen = {one.pk for one in linked(viewer, post, SERIES, back=True)}
    rows = events_for(viewer).filter(event__is_series=True)
    offered = list((rows.filter(space=post.space) | rows.filter(pk__in=chosen)).order_by("title", "pk")[:MOST_OFFERED])
    return {"post": post, "offered": offered, "chosen": chosen}


series = Series()
