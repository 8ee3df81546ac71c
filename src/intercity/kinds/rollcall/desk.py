"""What roll calls put on the coordinators' desk: those whose deadline is over and that nobody has closed."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from intercity.kinds.rollcall.models import RollCall
from intercity.organisations.permissions import may
from intercity.posts.models import Post
from intercity.spaces.desk import MOST_LINES, Begin, Line, Scope, Section
from intercity.spaces.models import SpaceState


def to_close(scope: Scope, now: datetime) -> Section:
    """Roll calls that the coordinator sees, whose time is up, the oldest first, and the way to ask all cities of a
    space.
    """
    posts = Post.objects.visible_to(scope.viewer).filter(scope.within()).exclude(space__state=SpaceState.ARCHIVED)
    rows = RollCall.objects.filter(post__in=posts, closed_at=None, deadline__lte=now).order_by("deadline", "pk")
    return Section(
        "to-close",
        gettext_lazy("Ask all cities"),
        gettext_lazy("No question to all cities is past its deadline."),
        [line_of(row) for row in rows.select_related("post__space")[:MOST_LINES]],
        rows.count(),
        hint=gettext_lazy("The deadline is over. Say what came out of it."),
        begins=begins(scope),
    )


def begins(scope: Scope) -> list[Begin]:
    """Where the coordinator may ask, of the spaces that are looked at."""
    may_ask = [space for space in scope.spaces if may(scope.viewer, "rollcall.ask", space)]
    return [Begin(reverse("rollcall_ask", args=[space.slug]), space.name) for space in may_ask]


def line_of(row: RollCall) -> Line:
    """One, with its space and since when it is over."""
    address = reverse("rollcall_close", args=[row.post.uid])
    return Line(row.post.title, address, gettext_lazy("Close"), row.post.space.name, row.deadline)
