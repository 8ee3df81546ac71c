"""Begin, verify, change and end memberships."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.activity.said import change, state_of
from intercity.organisations.actions.founding import do_confirm, record_organisation
from intercity.organisations.domains import organisation_for
from intercity.organisations.models import Invitation, Membership, Organisation, Person, Role
from intercity.organisations.models.membership import SPEAKING, higher
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer


@transaction.atomic
def admit_by_domain(person: Person) -> Membership | None:
    """Let `person` read for the organisation that listed their mail domain; None when nothing changed.

    Call only once the address was proven. A membership that was ended is not begun again: somebody ended it.
    """
    organisation = organisation_for(person.email)
    if organisation is None:
        return None
    membership, fresh = Membership.objects.get_or_create(
        person=person, organisation=organisation, defaults={"role": Role.READER, "domain_confirmed_at": timezone.now()}
    )
    if not fresh:
        confirm_domain(membership)
        return None
    record_member("membership.began", membership, person, {}, via="domain")
    return membership


def confirm_domain(membership: Membership) -> None:
    """Write once that a present member has shown an address of the organisation's own domain."""
    if membership.domain_confirmed_at is not None or membership.ended_at is not None:
        return
    was = state_of(membership)
    membership.domain_confirmed_at = timezone.now()
    membership.save(update_fields=["domain_confirmed_at"])
    record_member("membership.changed", membership, membership.person, was, via="domain")


@transaction.atomic
def still_here(viewer: Viewer, membership: Membership) -> None:
    """Confirm a membership for another year: one's own, or a colleague's as lead or coordinator."""
    if viewer.person is None or membership.person_id != viewer.person.pk:
        check_may(viewer, "organisation.admit", membership.organisation)
    membership = lock(membership)
    was = state_of(membership)
    membership.reconfirmed_at, membership.reminded_at = timezone.now(), None
    membership.save(update_fields=["reconfirmed_at", "reminded_at"])
    record_member("membership.changed", membership, viewer.person, was, still_here=True)


@transaction.atomic
def ask_to_speak(viewer: Viewer, membership: Membership) -> None:
    """As the member, ask for the right to speak for the organisation; the worker mails those who decide.

    Asking once more while nobody has answered changes nothing: no button may fill other people's mailboxes.
    """
    if viewer.person is None or membership.person_id != viewer.person.pk or membership.may_speak:
        raise PermissionDenied(_("You can ask this only for yourself, and only while you may not speak yet."))
    membership = lock(membership)
    if membership.asks_to_speak:
        return
    was = state_of(membership)
    membership.asks_to_speak = True
    membership.save(update_fields=["asks_to_speak"])
    record_member("membership.changed", membership, viewer.person, was, asks_to_speak=True)


@transaction.atomic
def verify_membership(viewer: Viewer, membership: Membership, role: str = Role.OFFICER) -> None:
    """As lead or coordinator, let a member speak for the organisation, with `role` (officer, editor or lead).

    The first one confirms an organisation that came from imported data. Raises PermissionDenied.
    """
    check_may(viewer, "organisation.admit", membership.organisation)
    check_role(role)
    membership = lock(membership)
    was = state_of(membership)
    do_verify(membership, role, viewer.person)
    confirmed = role in SPEAKING and do_confirm(membership.organisation)
    membership.save()
    if confirmed:
        record_organisation("organisation.changed", membership.organisation, viewer.person)
    record_member("membership.verified", membership, viewer.person, was)


def do_verify(membership: Membership, role: str, by: Person | None) -> None:
    """Set on `membership` what lets it act with `role`; the caller saves."""
    membership.role, membership.asks_to_speak = role, False
    if role in SPEAKING and membership.verified_at is None:
        membership.verified_at, membership.verified_by = timezone.now(), by


@transaction.atomic
def change_role(viewer: Viewer, membership: Membership, role: str) -> None:
    """As lead or coordinator, give a member another role; a speaking role verifies a member who was not yet."""
    check_may(viewer, "organisation.admit", membership.organisation)
    check_role(role)
    if role in SPEAKING and not membership.may_speak:
        verify_membership(viewer, membership, role)
        return
    membership = lock(membership)
    was = state_of(membership)
    membership.role, membership.asks_to_speak = role, False
    membership.save(update_fields=["role", "asks_to_speak"])
    record_member("membership.changed", membership, viewer.person, was)


@transaction.atomic
def end_membership(viewer: Viewer, membership: Membership) -> None:
    """End a membership: one's own, or as lead or coordinator. All rights end with the next request.

    Invitations for this organisation that the person sent, or got, and that nobody accepted yet end too: the next
    sign-in would bring back whoever was just sent away.
    """
    check_may(viewer, "membership.end", membership)
    do_end(lock(membership), viewer.person, timezone.now())


def do_end(membership: Membership, by: Person | None, now: datetime, **data: object) -> None:
    """Write the end of a locked membership and of the invitations that hang on it, then the act."""
    was = state_of(membership)
    membership.ended_at, membership.asks_to_speak = now, False
    membership.save(update_fields=["ended_at", "asks_to_speak"])
    person = membership.person
    open_ones = Invitation.objects.filter(Q(invited_by=person) | Q(email=person.email), accepted_at=None)
    open_ones.filter(organisation=membership.organisation, expires_at__gt=now).update(expires_at=now)
    record_member("membership.ended", membership, by, was, **data)


@transaction.atomic
def set_listed(viewer: Viewer, membership: Membership, *, listed: bool) -> None:
    """As the member, choose whether the organisation's page shows one as a person to call."""
    if viewer.person is None or membership.person_id != viewer.person.pk:
        raise PermissionDenied(_("You can choose this only for yourself."))
    membership = lock(membership)
    was = state_of(membership)
    membership.listed = listed
    membership.save(update_fields=["listed"])
    record_member("membership.changed", membership, viewer.person, was, listed=listed)


def lock(membership: Membership) -> Membership:
    """The row as it stands now, locked until the transaction ends; PermissionDenied when it has ended."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("person", "organisation")
    fresh = rows.get(pk=membership.pk)
    if fresh.ended_at is not None:
        raise PermissionDenied(_("This person has left the organisation. Invite them again."))
    return fresh


def check_role(role: str) -> None:
    """Refuse a role that does not exist."""
    if role not in Role.values:
        raise PermissionDenied(_("There is no such role."))


class Joined(NamedTuple):
    """A membership that was written, and what it was before; empty for a new one."""

    membership: Membership
    was: dict[str, Any]


def do_join(person: Person, organisation: Organisation, role: str, by: Person | None) -> Joined:
    """Write that `person` acts for `organisation` with `role` or the higher one they have; begins anew what had ended.

    Inside the caller's transaction, which records the act.
    """
    membership, fresh = Membership.objects.select_for_update(of=("self",)).get_or_create(
        person=person, organisation=organisation, defaults={"role": role}
    )
    was = {} if fresh else state_of(membership)
    if membership.ended_at is not None:
        membership.ended_at, membership.verified_at, membership.role = None, None, role
        membership.reconfirmed_at, membership.reminded_at = timezone.now(), None
    do_verify(membership, higher(membership.role, role), by)
    membership.save()
    return Joined(membership, was)


def record_member(verb: str, membership: Membership, by: Person | None, was: dict[str, Any], **data: object) -> None:
    """Append an act about a membership that was `was` before: who did it, and in `data.person_uid` whom it concerns."""
    record(
        verb,
        person_uid=by.uid if by else "",
        organisation_uid=membership.organisation.uid,
        data={"person_uid": membership.person.uid, "role": membership.role, **data},
        said=change(was, state_of(membership)),
    )
