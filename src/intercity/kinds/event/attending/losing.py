"""Who registered for an event and cannot see it any more: their place ends, and comes back when they see it again.

An event is narrowed, withdrawn or hidden, an organisation leaves its space, a membership ends: each of it is an act
elsewhere, so the clock looks. Their calendars are told (`telling.SightTeller`) by what they knew already.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from intercity.activity.models import last_id
from intercity.activity.record import record
from intercity.kinds.event.attending.actions import (
    TAKES,
    do_move_up,
    has_place,
    record_moved,
    record_said,
    sequence_of,
)
from intercity.kinds.event.attending.models import Part, Registration
from intercity.kinds.event.models import Event
from intercity.notifications.seeing import see
from intercity.posts.actions.changing import lock
from intercity.spaces.models import Label

TAKEN_OUT: Final = "event.taken_out"
WATCHED: Final = (Part.COMING, Part.WAITING, Part.LOST)


class Looking:
    """The job of the clock. What somebody may see changes by acts only: without a new one nothing is looked at."""

    def __init__(self) -> None:
        self._looked_at = -1

    def __call__(self, now: datetime) -> int:
        """Look at every event to come; gives how many registrations ended or came back."""
        latest = last_id()
        if latest == self._looked_at:
            return 0
        done = sum(look_at(event) for event in to_come(now))
        self._looked_at = latest
        return done


look = Looking()


def to_come(now: datetime) -> QuerySet[Event]:
    """The events that stand in somebody's calendar, whatever their state."""
    rows = Event.objects.filter(cancelled_at=None, ends_at__gt=now).select_related("post__space")
    return rows.filter(Exists(watched().filter(post=OuterRef("pk")))).order_by("pk")


def watched() -> QuerySet[Registration]:
    """The registrations that sight decides about."""
    return Registration.objects.filter(state__in=WATCHED)


def look_at(event: Event) -> int:
    """Note when the event is for those who see it, and settle who does not, or does again; gives how many."""
    lost, back = apart(event)
    return do_settle(event) if lost or back else 0


def apart(event: Event) -> tuple[list[Registration], list[Registration]]:
    """Whose registration is to end, and whose is to come back. What the others know of its time is kept beside it."""
    rows = list(watched().filter(post=event.post_id).select_related("person").order_by("pk"))
    seeing = {person.pk for person in see([row.person for row in rows], event.post)}
    known = Registration.objects.filter(pk__in=[row.pk for row in rows if row.person_id in seeing])
    known.exclude(known_starts_at=event.starts_at).update(known_starts_at=event.starts_at)
    lost = [row for row in rows if row.holds and row.person_id not in seeing]
    return lost, [row for row in rows if not row.holds and row.person_id in seeing]


@transaction.atomic
def do_settle(found: Event) -> int:
    """End and bring back what is to, and give free places to who waits; gives how many."""
    post = lock(found.post)
    event = Event.objects.get(pk=post.pk)
    event.post = post
    if event.is_cancelled or event.is_past(timezone.now()):
        return 0
    lost, back = apart(event)
    came = [row for row in lost if row.state == Part.COMING]
    for row in lost:
        put(row, Part.LOST)
    moved = do_move_up(event) if post.is_published else []
    for row in back:
        put(row, Part.COMING if has_place(event) else Part.WAITING)
    record_all(event, lost, came, moved, back)
    return len(lost) + len(back)


def put(row: Registration, state: Part) -> None:
    """Write one; their calendar is to take it over."""
    row.state, row.at = state, timezone.now()
    row.sequence = F("sequence") + 1
    row.save(update_fields=["state", "at", "sequence"])
    row.refresh_from_db(fields=["sequence"])


def record_all(
    event: Event, lost: list[Registration], came: list[Registration], moved: list[Registration],
    back: list[Registration],
) -> None:  # fmt: skip
    """Append the acts. Those who do not see the event hear of no post: for them the act names their registration alone.
    That the numbers on the page of the event are others now stands in `uids`, which only what is kept follows.
    """
    for row in lost:
        record(
            TAKEN_OUT, space_uid=event.post.space.uid, public=event.post.label == Label.CLEAR,
            data={"registration": row.uid, "sequence": sequence_of(event, row), "in_calendar": row in came,
                  "uids": [event.post.uid]},
        )  # fmt: skip
    record_moved(event, moved)
    for row in back:
        record_said(TAKES, event, row)
