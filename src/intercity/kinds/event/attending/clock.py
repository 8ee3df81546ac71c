"""What this room does by the clock: remind of what is tomorrow, and fill places that became free unseen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from intercity.kinds.event.attending.actions import do_fill, lock_event
from intercity.kinds.event.attending.models import Part, Registration, Reminded
from intercity.kinds.event.models import Event
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import State
from intercity.spaces.models import SpaceState

REMINDS: Final = "event.reminded"
BEFORE: Final = timedelta(hours=24)


def at_work(now: datetime) -> QuerySet[Event]:
    """The events to come that somebody registered for."""
    rows = Event.objects.filter(cancelled_at=None, ends_at__gt=now, post__state=State.PUBLISHED)
    rows = rows.exclude(post__space__state=SpaceState.ARCHIVED).select_related("post")
    return rows.order_by("starts_at", "pk")


def remind(now: datetime) -> int:
    """Remind those who come, once for each beginning, in the day before it; gives of how many events."""
    done = Reminded.objects.filter(post=OuterRef("pk"), starts_at=OuterRef("starts_at"))
    coming = Registration.objects.filter(post=OuterRef("pk"), state=Part.COMING)
    rows = at_work(now).filter(Exists(coming), ~Exists(done), starts_at__gt=now, starts_at__lte=now + BEFORE)
    return sum(do_remind(row, now) for row in rows)


@transaction.atomic
def do_remind(event: Event, now: datetime) -> bool:
    """Mark it and write the act; False where another worker did, or it was moved or taken back meanwhile."""
    try:
        found = lock_event(event.post)
    except PermissionDenied:
        return False
    done = Reminded.objects.filter(post=event.post).first()
    is_due = now < found.starts_at <= now + BEFORE and not found.is_cancelled
    if not is_due or (done is not None and done.is_of(found.starts_at)):
        return False
    Reminded.objects.update_or_create(post=event.post, defaults={"starts_at": found.starts_at})
    record_post(REMINDS, found.post, None)
    return True


def fill(now: datetime) -> int:
    """Give places to those who wait where there are more than before; gives how many. What was edited in another way
    than by its form is caught up with here.
    """
    here = Registration.objects.filter(post=OuterRef("pk"), state=Part.WAITING)
    rows = at_work(now).filter(Exists(here))
    return sum(do_fill(row.post) for row in rows if has_free_places(row))


def has_free_places(event: Event) -> bool:
    """Whether there is a place that nobody has."""
    taken = Registration.objects.filter(post=event.post_id, state=Part.COMING).count()
    return event.capacity is None or taken < event.capacity
