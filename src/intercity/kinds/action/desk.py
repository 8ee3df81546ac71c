"""What actions put on the coordinators' desk: what was proposed, and milestones whose day has passed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy

from intercity.kinds.action.models import Milestone, Stage
from intercity.kinds.action.plan import overdue
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.desk import MOST_LINES, Line, Scope, Section
from intercity.spaces.models import SpaceState


def seen(scope: Scope) -> PostQuerySet:
    """The actions that the coordinator sees in the spaces they look at."""
    posts = Post.objects.visible_to(scope.viewer).filter(scope.within(), root=None, action__isnull=False)
    return posts.exclude(space__state=SpaceState.ARCHIVED)


def proposed(scope: Scope, now: datetime) -> Section:
    """Actions that wait to be selected, the oldest first."""
    rows = seen(scope).filter(action__stage=Stage.PROPOSED).select_related("space").order_by("published_at", "pk")
    return Section(
        "actions-proposed",
        gettext_lazy("Proposed actions"),
        gettext_lazy("No action waits to be selected."),
        [
            Line(post.title, post.get_absolute_url(), gettext_lazy("Decide"), post.space.name, post.published_at)
            for post in rows[:MOST_LINES]
        ],
        rows.count(),
        hint=gettext_lazy("Select what belongs to the plan. Then its lead is asked to accept."),
    )


def late(scope: Scope, now: datetime) -> Section:
    """Milestones whose day has passed, the longest first."""
    rows = overdue(seen(scope))
    return Section(
        "milestones-late",
        gettext_lazy("Milestones past their day"),
        gettext_lazy("No milestone is past its day."),
        [line_of(one) for one in rows.select_related("action__post__space", "action__lead", "owner")[:MOST_LINES]],
        rows.count(),
        hint=gettext_lazy("Ask the lead what stands in the way, or move the day together."),
    )


def line_of(one: Milestone) -> Line:
    """One, with whose it is, and the plan it belongs to."""
    post, whose = one.action.post, one.owner or one.action.lead
    text = f"{one.title} · {post.title} · {whose.plate} · {one.due_on.isoformat()}"
    return Line(text, post.get_absolute_url(), gettext_lazy("See"), post.space.name, is_late=True)
