"""What people change about themselves."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.organisations.middleware import ACTING_KEY
from intercity.organisations.models import Membership, Person
from intercity.organisations.viewers import Viewer


@transaction.atomic
def change_person(viewer: Viewer, person: Person) -> None:
    """Save what a form changed on one's own account."""
    if viewer.person is None or person.pk != viewer.person.pk:
        raise PermissionDenied(_("You can change only your own account."))
    person.save()
    record("person.changed", person_uid=person.uid)


def choose_acting(viewer: Viewer, session: SessionBase, membership_id: int) -> Membership:
    """Speak for the organisation of that membership from now on, in this session; gives the membership.

    Raises PermissionDenied for one that is not the viewer's, or has ended.
    """
    for membership in viewer.memberships:
        if membership.pk == membership_id:
            session[ACTING_KEY] = membership.pk
            return membership
    raise PermissionDenied(_("You do not act for this organisation."))
