"""Remind those who have not answered: by the clock and by hand, at most twice in all."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.silence import unanswered
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.publishing import record_post

MOST_REMINDERS: Final = 2


def remind(viewer: Viewer, rollcall: RollCall) -> int:
    """Remind now all who have not answered; gives how many organisations these are.

    PermissionDenied, with what to do, for whoever may not, and where nobody is to be reminded (any more).
    """
    check_may(viewer, "rollcall.manage", rollcall.post)
    if rollcall.is_closed or rollcall.is_over:
        raise PermissionDenied(_("The deadline has passed. Move it first, then you can remind."))
    if rollcall.reminders >= MOST_REMINDERS:
        raise PermissionDenied(_("Two reminders have been sent. Call those who have not answered."))
    return do_remind(rollcall, viewer.person, reminders=rollcall.reminders)


@transaction.atomic
def do_remind(rollcall: RollCall, by: Person | None, *, reminders: int, now: datetime | None = None) -> int:
    """Count the reminder and write its act; gives how many organisations it is for, 0 where there is nobody.

    0 too where there were more `reminders` meanwhile (two at once remind once), or it was removed.
    """
    row = RollCall.objects.select_for_update(no_key=True).filter(pk=rollcall.pk).first()
    if row is None:
        return 0
    missing = unanswered(row).count()
    if row.reminders != reminders or row.is_closed or not missing:
        return 0
    row.reminders, row.reminded_at = reminders + 1, now or timezone.now()
    row.save(update_fields=["reminders", "reminded_at"])
    record_post("rollcall.reminded", rollcall.post, by, reminder=row.reminders, waiting=missing)
    return missing
