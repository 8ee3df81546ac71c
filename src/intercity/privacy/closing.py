"""Somebody wishes to be erased: what to know before, and the account closed at once. The rest is the worker's."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.notifications.models import PushSubscription
from intercity.organisations.models import Membership, Person, Role
from intercity.organisations.models.person import ERASING
from intercity.organisations.viewers import Viewer


@transaction.atomic
def ask_to_be_erased(viewer: Viewer, typed: str) -> None:
    """Close one's own account for good. PermissionDenied for nobody, ValidationError where `check_erasable` refuses or
    the typed address is another.
    """
    if viewer.person is None:
        raise PermissionDenied(_("Sign in first."))
    person = Person.objects.select_for_update(no_key=True).get(pk=viewer.person.pk)
    if typed.strip().lower() != person.email:
        raise ValidationError(_("This is not your address. Type it as it stands above."))
    check_erasable(person)
    do_close(person)


def check_erasable(person: Person) -> None:
    """Refuse to erase the only coordinator of the network: nobody could admit anybody then. ValidationError."""
    others = Person.objects.filter(is_coordinator=True, is_active=True).exclude(pk=person.pk)
    if person.is_coordinator and not others.exists():
        raise ValidationError(_("You are the only coordinator of the network. Make somebody else coordinator first."))


def led_alone(person: Person) -> list[str]:
    """The organisations that have no other lead: they can be told, and coordinators admit the next one."""
    leads = Membership.objects.present().filter(role=Role.LEAD)
    led = leads.filter(person=person).select_related("organisation")
    return [one.organisation.name for one in led if not leads.exclude(person=person).filter(
        organisation=one.organisation).exists()]  # fmt: skip


@transaction.atomic
def do_close(person: Person) -> None:
    """Close the account: every session and open page of the person ends, and nothing more is sent."""
    fresh = {"is_active": False, "is_coordinator": False, "password": ERASING}
    Person.objects.filter(pk=person.pk).update(**fresh)
    PushSubscription.objects.filter(person=person).delete()
    record("person.erasing", person_uid=person.uid)
