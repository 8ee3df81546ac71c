"""People with their memberships, kept in the process until an act concerns them (`activity.kept`).

The session itself is read from the database by each request: signing out holds at once.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from intercity.activity.kept import KEEPER, Shelf
from intercity.organisations.models import Membership, Person
from intercity.organisations.viewers import PUBLIC, Viewer, memberships_of, viewer_with


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the database has them. Requests share the rows: nobody may change them."""

    person: Person | None
    memberships: tuple[Membership, ...]
    session_hash: str


PEOPLE: Shelf[Known] = KEEPER.shelf(8 * 1024 * 1024)
ROOM_EACH = 6000


def known(pk: int) -> Known:
    """The person with this key and their present memberships; without `person` when there is none, or it is closed."""
    return PEOPLE.find(pk, tags_of, lambda: read_known(pk), size=lambda found: ROOM_EACH)


def read_known(pk: int) -> Known:
    """Read the rows."""
    person = Person.objects.filter(pk=pk, is_active=True).first()
    if person is None:
        return Known(None, (), "")
    return Known(person, memberships_of(person), person.get_session_auth_hash())


def tags_of(found: Known) -> list[str]:
    """What changes a person's rights: acts on the person, their memberships, and their organisations."""
    if found.person is None:
        # Whoever it may become.
        return ["person", "membership"]
    return [found.person.uid, *(membership.organisation.uid for membership in found.memberships)]


def person_of(request: HttpRequest) -> Person | AnonymousUser:
    """Who is signed in, as `django.contrib.auth.get_user`, which also decides whatever is out of the ordinary."""
    pk = key_in(request.session)
    found = known(pk) if pk is not None else None
    if found is None:
        return AnonymousUser()
    said = request.session.get(HASH_SESSION_KEY, "")
    if found.person is None or not constant_time_compare(said, found.session_hash):
        return get_user(request)
    # Django may write to the person of a request (the time of the last sign-in): that stays with the request.
    return copy.copy(found.person)


def key_in(session: SessionBase) -> int | None:
    """The key of the person whom a session names, unless it was made by a backend that is no longer in use."""
    pk = session.get(SESSION_KEY, "")
    trusted = session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    return int(pk) if trusted and str(pk).isdecimal() else None


def known_viewer(person: Person, acting_id: int | None) -> Viewer:
    """As `viewers.viewer_for`, out of what is kept."""
    found = known(person.pk)
    return viewer_with(found.person, found.memberships, acting_id) if found.person is not None else PUBLIC
