"""Take part in an event, take part no more, move up from the waiting list, say who was there.

Whoever changes who takes part holds the post's row, so that two who want the last place come one after the other, and
so does whoever changes the number of places (`posts.actions.changing.lock`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.core.invitations import InvitationReply
from intercity.core.invitations import Part as Said
from intercity.kinds.event.attending.models import Part, Registration
from intercity.kinds.event.models import Event
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import Along, record_post
from intercity.posts.models import Post

TAKES, LEAVES, MOVES, WAS_THERE = "event.registered", "event.unregistered", "event.moved_up", "event.attended"


def register(viewer: Viewer, post: Post) -> Registration:
    """Take part for the organisation that the viewer acts for, or wait for a place; gives the registration.

    PermissionDenied, with a sentence, for whoever may not, and where it is over or called off.
    """
    check_may(viewer, "event.attend", post)
    assert viewer.acting is not None
    return do_register(post, viewer.acting.person, viewer.acting.organisation)


def unregister(viewer: Viewer, post: Post) -> None:
    """Take part no more; PermissionDenied for whoever may not, and where it is over."""
    check_may(viewer, "event.leave", post)
    assert viewer.person is not None
    do_unregister(post, viewer.person)


@transaction.atomic
def do_register(post: Post, person: Person, organisation: Organisation) -> Registration:
    """Write the registration with its act; one that stands is given as it is. PermissionDenied as in `register`."""
    event = lock_event(post)
    check_open(event)
    row = Registration.objects.filter(post=post, person=person).first()
    if row is not None and row.holds:
        return row
    moved = do_move_up(event)
    row = row or Registration(post=post, person=person)
    row.organisation, row.tentative, row.known_starts_at = organisation, False, event.starts_at
    put(row, Part.COMING if has_place(event) else Part.WAITING, timezone.now())
    record_moved(event, moved)
    record_said(TAKES, event, row)
    return row


@transaction.atomic
def do_unregister(post: Post, person: Person) -> None:
    """Free the place, give it to who waits longest, and write the acts; nothing where there is no registration."""
    event = lock_event(post)
    check_not_over(event)
    row = Registration.objects.filter(post=post, person=person).first()
    if row is None or not row.holds:
        return
    put(row, Part.CANCELLED, timezone.now())
    moved = do_move_up(event)
    record_said(LEAVES, event, row)
    record_moved(event, moved)


@transaction.atomic
def do_answer(post: Post, person: Person, organisation: Organisation, reply: InvitationReply, along: Along) -> bool:
    """Take over what somebody's calendar program says; False where they were never invited, PermissionDenied where it
    is over or called off.

    An answer to an invitation that was replaced, or written before the last one, changes nothing.
    """
    event = lock_event(post)
    row = Registration.objects.filter(post=post, person=person).first()
    if row is None:
        return False
    if along is not None:
        along()
    said_at = min(reply.said_at, timezone.now())
    if reply.sequence < sequence_of(event, row) or said_at < row.said_at.replace(microsecond=0):
        return True
    if reply.part == Said.DECLINED:
        do_decline(event, row, said_at)
    else:
        do_accept(event, row, organisation, said_at, tentative=reply.part == Said.TENTATIVE)
    return True


def do_decline(event: Event, row: Registration, said_at: datetime) -> None:
    """As `do_unregister`, where the person's calendar knows of it already."""
    if not row.holds:
        return
    check_not_over(event)
    put(row, Part.DECLINED, said_at, told=False)
    moved = do_move_up(event)
    record_said(LEAVES, event, row, by_mail=True)
    record_moved(event, moved)


def do_accept(
    event: Event, row: Registration, organisation: Organisation, said_at: datetime, *, tentative: bool
) -> None:
    """As `do_register`, where the person's calendar knows of it already; "perhaps" keeps the place."""
    if row.holds and row.tentative == tentative:
        Registration.objects.filter(pk=row.pk).update(said_at=said_at)
        return
    check_open(event)
    moved = [] if row.holds else do_move_up(event)
    row.tentative = tentative
    if row.holds:
        row.said_at = said_at
        row.save(update_fields=["tentative", "said_at"])
    else:
        row.organisation, row.known_starts_at = organisation, event.starts_at
        put(row, Part.COMING if has_place(event) else Part.WAITING, said_at, told=False)
    record_moved(event, moved)
    record_said(TAKES, event, row, by_mail=True)


def put(row: Registration, state: str, said_at: datetime, *, told: bool = True) -> None:
    """Write the person's own word. Their calendar is told of it, unless it said so itself."""
    row.state, row.at, row.said_at = state, timezone.now(), said_at
    if row.pk is not None and told:
        row.sequence += 1
    row.save()


def do_move_up(event: Event) -> list[Registration]:
    """Give free places to those who wait longest, inside the caller's transaction, which holds the post; gives them."""
    if event.is_cancelled or event.is_past(timezone.now()):
        return []
    waiting = Registration.objects.filter(post=event.post_id, state=Part.WAITING).order_by("at", "pk")
    rows = list(waiting if event.capacity is None else waiting[: max(0, event.capacity - coming(event))])
    for row in rows:
        row.state, row.at = Part.COMING, timezone.now()
        row.sequence += 1
        row.save(update_fields=["state", "at", "sequence"])
    return rows


@transaction.atomic
def do_fill(post: Post) -> int:
    """Give places that have become free in another way (there are more of them) to those who wait; gives how many."""
    event = lock_event(post)
    moved = do_move_up(event)
    record_moved(event, moved)
    return len(moved)


def note_attendance(viewer: Viewer, post: Post, there: Collection[str]) -> int:
    """Say who was there, by the uids of their registrations; gives how many. PermissionDenied for whoever may not, and
    before it has begun.
    """
    check_may(viewer, "event.note_attendance", post)
    return do_note_attendance(post, viewer.person, there)


@transaction.atomic
def do_note_attendance(post: Post, by: Person | None, there: Collection[str]) -> int:
    """Write it for everybody who was to come, with the act."""
    event = lock_event(post)
    if event.starts_at > timezone.now() or event.is_cancelled:
        raise PermissionDenied(_("You can say who was there once the event has begun."))
    rows = Registration.objects.filter(post=post, state__in=(Part.COMING, Part.WAITING))
    rows.filter(uid__in=there).update(attended=True)
    rows.exclude(uid__in=there).update(attended=False)
    number = rows.filter(attended=True).count()
    record_post(WAS_THERE, event.post, by, there=number)
    return number


def lock_event(post: Post) -> Event:
    """The event with its post, locked, as it stands now; PermissionDenied for what was taken back meanwhile."""
    found = lock(post)
    event = Event.objects.get(pk=post.pk)
    if not found.is_published:
        raise PermissionDenied(_("This event was taken back."))
    event.post = found
    return event


def check_open(event: Event) -> None:
    """PermissionDenied where nobody can take part any more."""
    if event.is_cancelled:
        raise PermissionDenied(_("This event was cancelled."))
    check_not_over(event)


def check_not_over(event: Event) -> None:
    """PermissionDenied for what has ended."""
    if event.is_past(timezone.now()):
        raise PermissionDenied(_("This event is over."))


def coming(event: Event) -> int:
    """How many have a place."""
    return Registration.objects.filter(post=event.post_id, state=Part.COMING).count()


def has_place(event: Event) -> bool:
    """Whether one more may come."""
    return event.capacity is None or coming(event) < event.capacity


def sequence_of(event: Event, row: Registration) -> int:
    """The edition of somebody's invitation: it rises with the event's changes and with their own."""
    return event.sequence + row.sequence


def record_said(verb: str, event: Event, row: Registration, *, by_mail: bool = False) -> None:
    """Append the act of somebody who takes part, or does not any more."""
    record_post(
        verb, event.post, row.person, registration=row.uid, sequence=sequence_of(event, row), by_mail=by_mail
    )  # fmt: skip


def record_moved(event: Event, rows: Collection[Registration]) -> None:
    """Append the act of those who have got a place, if there are any."""
    if rows:
        record_post(MOVES, event.post, None, registrations=[row.uid for row in rows])
