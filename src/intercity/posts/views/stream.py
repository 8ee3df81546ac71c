"""The stream of a space."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.activity.models import last_id
from intercity.activity.public import public_page
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import composed_kinds
from intercity.posts.stream import facets_for, longest_waiting, read_wish, stream_page
from intercity.spaces.models import Space, SpaceMember
from intercity.spaces.queries import get_space_for


@require_safe
@public_page
def space_stream(request: Request, slug: str) -> HttpResponse:
    """Newest posts of a space, narrowed as the address says."""
    viewer, space = request.viewer, get_space_for(request.viewer, slug)
    # Read before the posts: one that comes in between is then shown twice at most, never missed.
    known = last_id()
    facets = facets_for(viewer, space)
    wish = read_wish(request.GET, facets)
    context = {
        "section": "spaces",
        "tab": "stream",
        "space": space,
        "known": known,
        "facets": facets,
        "wish": wish,
        "stream": stream_page(viewer, space, wish, request.GET.get("after")),
        "first_page": "after" not in request.GET,
        "waiting": longest_waiting(viewer, space),
        "may_coordinate": may(viewer, "space.coordinate", space),
        "kinds": composed_kinds() if may(viewer, "space.publish", space) else [],
        **taking_part(viewer, space),
        "canonical": canonical(space, wish.query),
    }
    return render(request, "posts/stream.html", context)


def taking_part(viewer: Viewer, space: Space) -> dict[str, int]:
    """How many organisations are in the space, and whether (1 or 0) the one the viewer acts for is."""
    mine = Count("pk", filter=Q(organisation=viewer.organisation))
    return SpaceMember.objects.filter(space=space).aggregate(members=Count("pk"), is_member=mine)


def canonical(space: Space, query: str) -> str:
    """The one address under which search engines should know this stream."""
    return settings.PUBLIC_URL + space.get_absolute_url() + (f"?{query}" if query else "")
