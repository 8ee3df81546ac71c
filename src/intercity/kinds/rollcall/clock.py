"""What this room does by the clock (see `pipeline.clock`): remind, note that a deadline has passed, ask again.

Each roll call is a transaction of its own, and its row says what was done: run again, or beside itself, no job does
anything twice. Only what is published, under a label that somebody sees, in spaces where work goes on.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet

from intercity.kinds.rollcall.actions.answering import record_answer
from intercity.kinds.rollcall.actions.reminding import MOST_REMINDERS, do_remind
from intercity.kinds.rollcall.actions.repeating import WEEK, do_repeat
from intercity.kinds.rollcall.models import Repeat, RollCall
from intercity.kinds.rollcall.silence import unanswered
from intercity.organisations.permissions import may
from intercity.organisations.viewers import viewer_for, viewer_with
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import State
from intercity.spaces.models import Label, SpaceState

# Reminders go out after these parts of the time between the question and its deadline. One that was sent by hand
# takes the place of the next.
MOMENTS: Final = (0.5, 0.85)
# An installation that begins to use this, or was switched off, does not wake up what is long past.
LOOKS_BACK: Final = timedelta(days=14)
FOR_NOBODY: Final = Q(post__label=Label.RED, post__readers=None)


def at_work() -> QuerySet[RollCall]:
    """The roll calls that the clock looks at."""
    rows = RollCall.objects.filter(closed_at=None, post__state=State.PUBLISHED).exclude(FOR_NOBODY)
    rows = rows.exclude(post__space__state=SpaceState.ARCHIVED)
    return rows.select_related("post__space", "post__organisation", "post__author").order_by("deadline", "pk")


def remind_silent(now: datetime) -> int:
    """Remind those who have not answered, where it is time; gives of how many roll calls."""
    rows = at_work().filter(deadline__gt=now, reminders__lt=MOST_REMINDERS)
    return sum(do_remind(row, None, reminders=row.reminders, now=now) > 0 for row in rows if is_due(row, now))


def is_due(rollcall: RollCall, now: datetime) -> bool:
    """Whether it is time for the next reminder, and none was sent since it became time."""
    due = moment_of(rollcall, rollcall.reminders)
    return due <= now and (rollcall.reminded_at is None or rollcall.reminded_at < due)


def moment_of(rollcall: RollCall, number: int) -> datetime:
    """When a reminder goes out by itself; 0 is the first."""
    begin = rollcall.post.published_at
    return begin + MOMENTS[number] * (rollcall.deadline - begin)


def note_over(now: datetime) -> int:
    """Note deadlines that have passed, so that every page moves on; whoever asked is told how it stands."""
    new = Q(over_at=None) | Q(over_at__lt=F("deadline"))
    rows = at_work().filter(new, deadline__lte=now, deadline__gt=now - LOOKS_BACK)
    return sum(do_note_over(row, now) for row in rows)


def note_complete(now: datetime) -> int:
    """Tell whoever asked when all have answered before the deadline."""
    rows = at_work().filter(told_at=None, deadline__gt=now, asked__gt=0, moves__gte=F("asked"))
    return sum(do_note_complete(row, now) for row in rows if not unanswered(row).exists())


@transaction.atomic
def do_note_over(rollcall: RollCall, now: datetime) -> bool:
    """Mark it and write the act; False where another worker did. Whoever asked is told once of each roll call."""
    row = RollCall.objects.select_for_update(no_key=True).filter(pk=rollcall.pk).first()
    if row is None or (row.over_at is not None and row.over_at >= row.deadline) or row.is_closed or row.deadline > now:
        return False
    tells, row.told_at, row.over_at = row.told_at is None, row.told_at or now, now
    row.save(update_fields=["told_at", "over_at"])
    record_post("rollcall.over", rollcall.post, None, tells=tells)
    return True


@transaction.atomic
def do_note_complete(rollcall: RollCall, now: datetime) -> bool:
    """As `do_note_over`. That all have answered is for who sees the answers: the act is none about the post."""
    row = RollCall.objects.select_for_update(no_key=True).filter(pk=rollcall.pk).first()
    if row is None or row.told_at is not None or row.is_closed:
        return False
    row.told_at = now
    row.save(update_fields=["told_at"])
    record_answer("rollcall.complete", rollcall, rollcall.post.organisation, None, tells=True)
    return True


def ask_again(now: datetime) -> int:
    """Ask weekly roll calls again, a week after they were asked; those whose author may still ask all cities."""
    rows = RollCall.objects.filter(
        repeat=Repeat.WEEKLY, repeated_at=None, post__state=State.PUBLISHED, post__published_at__lte=now - WEEK,
        post__published_at__gt=now - WEEK - LOOKS_BACK,
    ).exclude(FOR_NOBODY)  # fmt: skip
    rows = rows.select_related("post__space", "post__organisation", "post__author").order_by("pk")
    return sum(do_repeat(row, now) is not None for row in rows if may_ask_again(row))


def may_ask_again(rollcall: RollCall) -> bool:
    """Whether its author may ask in that space now, for the organisation that asked."""
    post = rollcall.post
    own = viewer_for(post.author)
    membership = own.membership_in(post.organisation_id)
    if own.person is None or membership is None:
        return False
    return may(viewer_with(own.person, own.memberships, membership.pk), "rollcall.ask", post.space)
