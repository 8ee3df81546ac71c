"""Template words of the plan."""

from __future__ import annotations

from django import template

from intercity.kinds.action.models import Status
from intercity.kinds.action.plan import Counts
from intercity.kinds.action.queries import with_origin
from intercity.posts.models import Post

register = template.Library()


@register.filter
def troubled(counts: Counts) -> int:
    """How many do not go as they should, as their leads say."""
    return counts.statuses.get(Status.AT_RISK, 0) + counts.statuses.get(Status.LATE, 0)


@register.filter
def asking(path: str, post: Post) -> str:
    """The page on which all are asked how far this action is."""
    return with_origin(path, post)
