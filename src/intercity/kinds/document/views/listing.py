"""The documents of a space."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.opening import tags_of
from intercity.posts.parts import audience_for, space_for
from intercity.posts.views.stream import standing_in
from intercity.spaces.models import Space

MOST_SHOWN = 100


@require_safe
@public_page
def space_documents(request: Request, slug: str) -> HttpResponse:
    """How far each is, how long it is valid, when it last changed: the last changed first."""
    viewer, audience = request.viewer, audience_for(request.viewer)
    space = space_for(viewer, audience, slug)
    standing = standing_in(viewer, space, audience.since)
    given = request.GET.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 19 else None
    context = {
        "section": "spaces", "tab": "documents", "space": space, "may_coordinate": standing.may_coordinate,
        "may_publish": standing.may_publish,
        "rows": audience.render(
            "document/_list.html", ("documents", space.pk, before), tags_of(space), lambda: rows(viewer, space, before),
            keep=before is None,
        ),
    }  # fmt: skip
    return render(request, "document/list.html", context)


def rows(viewer: Viewer, space: Space, before: int | None) -> dict[str, Any]:
    """One page of the list, the newest first, and the key after which the next one goes on."""
    posts = Post.objects.visible_to(viewer).filter(space=space, root=None, kind="document").order_by("-pk")
    found = list(
        (posts.filter(pk__lt=before) if before else posts)
        .select_related("organisation", "space")
        .with_details()[: MOST_SHOWN + 1]
    )
    shown = found[:MOST_SHOWN]
    return {"space": space, "posts": shown, "before": shown[-1].pk if len(found) > MOST_SHOWN else None}
