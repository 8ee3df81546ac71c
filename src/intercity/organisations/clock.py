"""What the clock does for memberships: reminds a month before they end, and ends those that nobody confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from intercity.activity.said import state_of
from intercity.organisations.actions.members import do_end, record_member
from intercity.organisations.models.membership import LASTS, REMINDS, Membership, MembershipQuerySet

MOST_AT_ONCE: Final = 20


def look_after_memberships(now: datetime) -> int:
    """Remind and end what is due at `now`; gives how many. Run again, or beside itself, it does nothing twice."""
    reminded = [remind(pk, now) for pk in to_remind(now).values_list("pk", flat=True)[:MOST_AT_ONCE]]
    ended = [end(pk, now) for pk in to_end(now).values_list("pk", flat=True)[:MOST_AT_ONCE]]
    return sum(reminded) + sum(ended)


def unconfirmed_since(then: datetime) -> MembershipQuerySet:
    """Present memberships that nobody began or confirmed after `then`."""
    rows = Membership.objects.present().filter(began_at__lte=then).order_by("pk")
    for name in ("verified_at", "reconfirmed_at"):
        rows = rows.filter(Q(**{name: None}) | Q(**{f"{name}__lte": then}))
    return rows


def to_remind(now: datetime) -> MembershipQuerySet:
    """Those that end within a month and whose people were not told."""
    return of_free(unconfirmed_since(now - LASTS + REMINDS).filter(reminded_at=None), now)


def to_end(now: datetime) -> MembershipQuerySet:
    """Those whose year is over, told a month ago or earlier: an installation that was off gives the month too."""
    return of_free(unconfirmed_since(now - LASTS).filter(reminded_at__lte=now - REMINDS), now)


def of_free(rows: MembershipQuerySet, now: datetime) -> MembershipQuerySet:
    """Without those of suspended people: they can confirm nothing."""
    return rows.exclude(person__suspended_until__gt=now)


@transaction.atomic
def remind(pk: int, now: datetime) -> bool:
    """Note that the person is told, and append the act from which the worker makes the mail."""
    row = to_remind(now).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False
    was = state_of(row)
    row.reminded_at = now
    row.save(update_fields=["reminded_at"])
    record_member("membership.expiring", row, None, was)
    return True


@transaction.atomic
def end(pk: int, now: datetime) -> bool:
    """End it: the person reads and posts no more for the organisation, its posts stay."""
    row = to_end(now).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False
    do_end(row, None, now, why="expired")
    return True
