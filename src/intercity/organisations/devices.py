"""Where a person is signed in, and how to end that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.organisations.models import Person
from intercity.organisations.request import Request

# The first that fits: every browser says that it is several others too.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux",
}  # fmt: skip


@dataclass(frozen=True)
class Device:
    """One place where somebody is signed in."""

    pk: int
    name: str
    since: datetime
    address: str
    is_this: bool


def devices_of(request: Request) -> list[Device]:
    """Where the person of this request is signed in, this browser first."""
    here = request.session.session_key
    if not UserSession.objects.filter(session_key=here).exists():
        UserSession.objects.create_from_request(request)
    rows = UserSession.objects.purge_and_list(request.user)
    found = [Device(row.pk, name_of(row.user_agent), row.created_at, row.ip, row.session_key == here) for row in rows]
    return sorted(found, key=lambda device: (not device.is_this, -device.since.timestamp()))


def name_of(agent: str) -> str:
    """Browser and system as people call them."""
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), _("A browser"))
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser


@transaction.atomic
def end_device(request: Request, pk: int) -> bool:
    """Sign the person out there; False where it is none of theirs, or was over already."""
    row = UserSession.objects.filter(user=request.user, pk=pk).first()
    if row is None:
        return False
    row.end()
    record_end(request)
    return True


@transaction.atomic
def end_others(request: Request) -> None:
    """Sign the person out everywhere but here, also where nobody noted that they signed in.

    A session holds only as long as the account's hidden value that it was made with.
    """
    assert isinstance(request.user, Person)
    person = Person.objects.get(pk=request.user.pk)
    person.set_unusable_password()
    person.save(update_fields=["password"])
    here = request.session.session_key
    for row in UserSession.objects.filter(user=person).exclude(session_key=here):
        row.end()
    update_session_auth_hash(request, person)
    UserSession.objects.filter(session_key=here).update(session_key=request.session.session_key)
    record_end(request)


def record_end(request: Request) -> None:
    """Append the act, which closes the person's open streams."""
    assert isinstance(request.user, Person)
    record("person.changed", person_uid=request.user.uid, data={"sessions": "ended"})
