"""Ask again every week, or stop it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from intercity.kinds.rollcall.fields import field_data
from intercity.kinds.rollcall.models import Repeat, RollCall
from intercity.kinds.rollcall.scope import reach
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.publishing import do_publish, record_post
from intercity.posts.content import PostContent
from intercity.posts.models import Post

WEEK: Final = timedelta(days=7)


def set_repeat(viewer: Viewer, rollcall: RollCall, *, on: bool) -> None:
    """Let the series go on from this roll call, or end it. PermissionDenied for whoever does not manage it."""
    check_may(viewer, "rollcall.manage", rollcall.post)
    with transaction.atomic():
        repeat = Repeat.WEEKLY if on else Repeat.ONCE
        if RollCall.objects.filter(pk=rollcall.pk).exclude(repeat=repeat).update(repeat=repeat):
            record_post("rollcall.changed", rollcall.post, viewer.person, repeat=repeat)


@transaction.atomic
def do_repeat(rollcall: RollCall, now: datetime) -> Post | None:
    """Ask it again as the next of its series; None where that was done already, or nobody is left to ask.

    The same fields, the organisations that its scope means now, the deadline a week later at the same time of day.
    """
    row = RollCall.objects.select_for_update().get(pk=rollcall.pk)
    if row.repeated_at is not None or row.repeat != Repeat.WEEKLY:
        return None
    RollCall.objects.filter(pk=row.pk).update(repeated_at=now)
    post = rollcall.post
    keys = reach(row.scope, post.space, post.label).keys
    if not keys:
        return None
    content = PostContent(
        title=post.title, body=post.body, language=post.language, label=post.label, contact=post.contact,
        topics=list(post.topics.all()), groups=list(post.groups.all()),
        details={
            "deadline": next_deadline(row.deadline, now), "answers_label": row.answers_label, "scope": row.scope,
            "fields": field_data(row), "organisations": keys, "repeat": row.repeat, "first": row.first_id or row.pk,
        },
    )  # fmt: skip
    return do_publish(post.space, post.kind, content, post.organisation, post.author)


def next_deadline(deadline: datetime, now: datetime) -> datetime:
    """The same time of day and weekday, in the network's time zone, in the first week that leaves time to answer."""
    later = a_week_later(deadline)
    while later <= now:
        later = a_week_later(later)
    return later


def a_week_later(at: datetime) -> datetime:
    """The same time of day a week later, also where the clocks change in between."""
    zone = timezone.get_default_timezone()
    wall = at.astimezone(zone).replace(tzinfo=None) + WEEK
    return wall.replace(tzinfo=zone)
