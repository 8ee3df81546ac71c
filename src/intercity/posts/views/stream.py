"""The stream of a space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.core.pagination import known_cursor
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Facet, Wish, read_wish
from intercity.posts.filters.wish import Text
from intercity.posts.helplines import helplines_on_list
from intercity.posts.kinds import composed_kinds, entitled_kinds
from intercity.posts.lists import Cards, cards_for, longest_waiting, stream_keys
from intercity.posts.opening import open_list, tags_of
from intercity.posts.panels import space_panels_for
from intercity.posts.parts import Audience, composer, find_for, this_minute
from intercity.spaces.models import Space, SpaceMember
from intercity.spaces.policies import is_member


@dataclass(frozen=True)
class Standing:
    """What a viewer may do in a space, and whether the organisation they act for is in it."""

    may_publish: bool
    may_coordinate: bool
    is_member: bool


@require_safe
@public_page
def space_stream(request: Request, slug: str) -> HttpResponse:
    """Newest posts of a space, narrowed as the address says."""
    viewer = request.viewer
    audience, space, facets = open_list(viewer, slug)
    wish = read_wish(request.GET, facets)
    standing = standing_in(viewer, space, audience.since)
    context = {
        "section": "spaces",
        "tab": "stream",
        "space": space,
        # Read before the posts: one that comes in between is then shown twice at most, never missed.
        "known": audience.since,
        "wish": wish,
        "filters": filters(audience, space, facets, wish),
        "stream": stream_cards(viewer, audience, space, wish, known_cursor(request.GET.get("after"))),
        "first_page": "after" not in request.GET,
        "waiting": waiting(viewer, audience, space),
        "panels": space_panels_for(request, space, audience),
        "head": head(audience, space, wish, may_coordinate=standing.may_coordinate),
        "summary": audience.find(("summary", space.pk), [space.uid], lambda: summary(space)),
        "helplines": helplines_on_list(audience, wish),
        "composer": composer(audience, space) if standing.may_publish else "",
        "entitled": entitled(viewer, space, audience.since),
        "take_part": take_part(request, audience, space, standing),
        "kinds": composed_kinds() if standing.may_publish else [],
        "canonical": canonical(space, wish.query),
    }
    return render(request, "posts/stream.html", context)


def stream_cards(viewer: Viewer, audience: Audience, space: Space, wish: Wish, cursor: str | None) -> Cards:
    """One page of the stream."""
    clock = this_minute() if any(one.param == "period" for one in wish.chosen) else 0
    name = ("stream", space.pk, wish.query, cursor, clock)
    keys = audience.find(name, tags_of(space), lambda: stream_keys(viewer, space, wish, cursor))
    return cards_for(viewer, audience, keys.page, keys.pinned)


def filters(audience: Audience, space: Space, facets: Sequence[Facet], wish: Wish) -> str:
    """The filters beside the stream, with what is chosen."""

    def context() -> dict[str, Any]:
        asked = {one.param: one.value for one in wish.chosen}
        # The template asks the address what is chosen; it gets what was understood of it, and no request.
        return {"space": space, "facets": facets, "wish": wish, "request": {"GET": asked}}

    return audience.render("posts/_filters.html", (space.pk, wish.query), tags_of(space), context)


def waiting(viewer: Viewer, audience: Audience, space: Space) -> str:
    """Questions of this space without an answer."""
    return audience.render(
        "pages/_waiting.html", space.pk, tags_of(space), lambda: {"waiting": longest_waiting(viewer, space)}
    )


def head(audience: Audience, space: Space, wish: Wish, *, may_coordinate: bool) -> SafeString:
    """The head of the space, with its tabs."""
    context = {"space": space, "tab": "stream", "wish": wish, "may_coordinate": may_coordinate}
    return audience.render("spaces/_head.html", (space.pk, wish.query, may_coordinate), [space.uid], lambda: context)


def summary(space: Space) -> str:
    """What the space is for, as short as search engines show it."""
    return Truncator(space.description or space.name).chars(160)


def take_part(request: Request, audience: Audience, space: Space, standing: Standing) -> SafeString:
    """How many take part, and how to: for the public, for readers, for those who may post."""
    viewer = request.viewer
    plate = viewer.organisation.plate if viewer.organisation else ""
    # Where to come back to after signing in.
    path = request.get_full_path() if viewer.person is None else ""

    def context() -> dict[str, Any]:
        return {
            "space": space,
            "members": SpaceMember.objects.filter(space=space).count(),
            "kinds": standing.may_publish,
            "is_member": standing.is_member,
            "viewer": {"person": viewer.person is not None, "organisation": {"plate": plate}},
            "request": {"get_full_path": path},
        }

    name = (space.pk, viewer.person is not None, standing, plate, path)
    return audience.render("posts/_take_part.html", name, tags_of(space), context)


def standing_in(viewer: Viewer, space: Space, since: int) -> Standing:
    """The standing of `viewer` in `space`, kept until an act concerns either."""
    return find_for(
        viewer,
        ("standing", space.pk),
        ["space"],
        lambda: Standing(
            may(viewer, "space.publish", space), may(viewer, "space.coordinate", space), is_member(viewer, space)
        ),
        since,
    )


def entitled(viewer: Viewer, space: Space, since: int) -> list[tuple[Text, str]]:
    """What is written on a page of its own, for those who have the right: (what the button says, path)."""
    kinds = find_for(viewer, ("entitled", space.pk), ["space"], lambda: entitled_kinds(viewer, space), since)
    return [(kind.prompt, kind.composer(space)) for kind in kinds]


def canonical(space: Space, query: str) -> str:
    """The one address under which search engines should know this stream."""
    return settings.PUBLIC_URL + space.get_absolute_url() + (f"?{query}" if query else "")
