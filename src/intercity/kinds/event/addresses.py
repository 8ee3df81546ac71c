"""The secret address of somebody's calendar: made, made anew, closed; and whom one that is asked for belongs to.

Calendar programs fetch it without cookies, so the address itself is the permission. It is signed, not kept; what it
shows is what its person may see at that moment, and of what is narrower than the network no words.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from intercity.activity.record import record
from intercity.kinds.event.models import CalendarAddress
from intercity.organisations.models import Person
from intercity.organisations.viewers import Viewer

LONGEST: Final = 200


def signer() -> Signer:
    """Signs with a key of its own: no signature from elsewhere works here."""
    return Signer(salt="intercity.kinds.event.calendar", sep=".")


def url_of(address: CalendarAddress) -> str:
    """The whole address, as calendar programs need it; "" for one that is closed."""
    if not address.is_open:
        return ""
    token = signer().sign(f"{address.person.uid}-{address.serial}")
    return f"{settings.PUBLIC_URL}{reverse('secret_calendar', args=[token])}"


def person_behind(token: str) -> Person | None:
    """Whose calendar a token opens now; None if it is forged, damaged, closed or replaced, or they are gone."""
    try:
        uid, _, serial = signer().unsign(token[:LONGEST]).partition("-")
    except BadSignature:
        return None
    rows = CalendarAddress.objects.filter(
        person__uid=uid, person__is_active=True, serial=int(serial), made_at__isnull=False, revoked_at=None
    )
    found = rows.select_related("person").first()
    return found.person if found else None


def address_for(viewer: Viewer) -> CalendarAddress | None:
    """The viewer's own, if they ever made one."""
    return CalendarAddress.objects.select_related("person").filter(person=viewer.person).first()


@transaction.atomic
def make_address(viewer: Viewer) -> CalendarAddress:
    """Make one; the one before opens nothing any more."""
    assert viewer.person is not None
    CalendarAddress.objects.get_or_create(person=viewer.person)
    row = CalendarAddress.objects.select_for_update().get(person=viewer.person)
    row.serial, row.made_at, row.revoked_at = row.serial + 1, timezone.now(), None
    row.save()
    record("calendar.changed", person_uid=viewer.person.uid)
    return row


@transaction.atomic
def revoke_address(viewer: Viewer) -> None:
    """Close it; nothing where none is open."""
    assert viewer.person is not None
    row = CalendarAddress.objects.select_for_update().filter(person=viewer.person, revoked_at=None).first()
    if row is None:
        return
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    record("calendar.changed", person_uid=viewer.person.uid)
