"""Template words of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils.translation import gettext as _

from intercity.kinds.action.asking import Answered
from intercity.kinds.action.models import Status
from intercity.kinds.action.plan import Counts
from intercity.kinds.action.queries import asking_how_far, with_origin
from intercity.posts.models import Post

register = template.Library()


@register.filter
def troubled(counts: Counts) -> int:
    """How many do not go as they should, as their leads say."""
    return counts.statuses.get(Status.AT_RISK, 0) + counts.statuses.get(Status.LATE, 0)


@register.filter
def about(answered: Mapping[int, Sequence[Answered]], post: Post) -> Sequence[Answered]:
    """What was asked about an action."""
    return answered.get(post.pk, ())


@register.filter
def asking_whether(path: str, post: Post) -> str:
    """The page on which all are asked whether this action should be selected."""
    return with_origin(path, post, _("Should this be on the plan? %(title)s") % {"title": post.title})


@register.filter
def asking(path: str, post: Post) -> str:
    """The page on which all are asked how far this action is."""
    return asking_how_far(path, post)
