"""Ask again every week, or stop it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from intercity.kinds.rollcall.actions.asking import CannotAskError, Wanted, do_ask_all
from intercity.kinds.rollcall.fields import field_data
from intercity.kinds.rollcall.models import Repeat, RollCall
from intercity.kinds.rollcall.policies import check_writes
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.publishing import record_post
from intercity.posts.content import PostContent
from intercity.posts.models import Post

WEEK: Final = timedelta(days=7)


def set_repeat(viewer: Viewer, rollcall: RollCall, *, on: bool) -> None:
    """Let the series go on from this roll call, or end it. PermissionDenied for whoever does not manage it."""
    check_writes(viewer, rollcall.post)
    with transaction.atomic():
        repeat = Repeat.WEEKLY if on else Repeat.ONCE
        if RollCall.objects.filter(pk=rollcall.pk).exclude(repeat=repeat).update(repeat=repeat):
            record_post("rollcall.changed", rollcall.post, viewer.person, repeat=repeat)


@transaction.atomic
def do_repeat(rollcall: RollCall, now: datetime) -> Post | None:
    """Ask it again as the next of its series; None where that was done already, nobody is left to ask, or it was
    removed.

    The same fields, the organisations that its scope means now, the deadline a week later at the same time of day.
    """
    post, row = rollcall.post, RollCall.objects.select_for_update(no_key=True).filter(pk=rollcall.pk).first()
    if row is None or row.repeated_at is not None or row.repeat != Repeat.WEEKLY:
        return None
    RollCall.objects.filter(pk=row.pk).update(repeated_at=now)
    try:
        return do_ask_all(post.space, next_of(post, row, now), post.organisation, post.author)
    except CannotAskError:
        return None


def next_of(post: Post, row: RollCall, now: datetime) -> Wanted:
    """What the next of the series asks."""
    content = PostContent(
        title=post.title, body=post.body, language=post.language, label=post.label, contact=post.contact,
        topics=list(post.topics.all()), groups=list(post.groups.all()), readers=post.readers,
    )  # fmt: skip
    deadline = next_deadline(row.deadline, now)
    return Wanted(
        content, field_data(row), deadline, row.answers_label, row.scope, row.repeat, row.first_id or row.pk
    )  # fmt: skip


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
