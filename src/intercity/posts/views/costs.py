"""What the practices and actions of a space cost, laid side by side."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.costs import in_groups
from intercity.posts.kinds import all_kinds, kind_of
from intercity.posts.models import Post
from intercity.posts.opening import tags_of
from intercity.posts.parts import audience_for, space_for
from intercity.spaces.models import Space
from intercity.spaces.tabs import Tab

MOST_SHOWN: Final = 1000
TAB = Tab("costs", _("Costs"), "space_costs")


@require_safe
@public_page
def space_costs(request: Request, slug: str) -> HttpResponse:
    """A table for each currency, the least for each inhabitant first."""
    viewer, audience = request.viewer, audience_for(request.viewer)
    space = space_for(viewer, audience, slug)
    table = audience.render("posts/_costs.html", space.pk, tags_of(space), lambda: costs_of(viewer, space))
    context = {
        "section": "spaces", "tab": TAB.name, "space": space, "table": table,
        "may_coordinate": may(viewer, "space.coordinate", space),
    }  # fmt: skip
    return render(request, "posts/costs.html", context)


def costs_of(viewer: Viewer, space: Space) -> dict[str, Any]:
    """Whatever of the space says what it costs, as far as the viewer may see it."""
    wanted = [where for kind in all_kinds().values() if (where := kind.costed()) is not None]
    if not wanted:
        return {"groups": []}
    rows = Post.objects.visible_to(viewer).roots().filter(reduce(or_, wanted, Q(pk=None)), space=space)
    posts = rows.select_related("organisation__place", "space").with_details().order_by("-published_at", "-pk")
    found = [(cost, post) for post in posts[:MOST_SHOWN] if (cost := kind_of(post).cost(post)) is not None]
    return {"groups": in_groups(found)}
