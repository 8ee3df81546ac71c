"""Invite people: one, many from a list, from the command line, and the first coordinator of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.organisations.invitation_list import Guest
from intercity.organisations.mails import usual_language
from intercity.organisations.models import Invitation, Membership, Organisation, Person, Role
from intercity.organisations.models.invitation import new_token
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer

LASTS = timedelta(days=14)
FIRST_LASTS = timedelta(hours=24)
# Short transactions: on SQLite everybody else's post waits for the one that writes.
BATCH = 40


def invite(viewer: Viewer, guest: Guest, *, language: str = "") -> Invitation:
    """As lead or coordinator, invite one person to act for an organisation; the worker mails them the link.

    An invitation that still waits for the same address and organisation is renewed, with the new role.
    Raises PermissionDenied, and ValidationError for somebody who has that role already.
    """
    check_may(viewer, "organisation.admit", guest.organisation)
    check_not_member(guest)
    return do_invite([guest], by=viewer.person, language=language)[0]


def invite_many(viewer: Viewer, guests: Sequence[Guest], *, language: str = "") -> list[Invitation]:
    """As coordinator, invite everybody on a checked list; those who have their role already are left out."""
    check_may(viewer, "network.coordinate")
    wanted = [guest for guest in guests if not is_member(guest)]
    sent: list[Invitation] = []
    for start in range(0, len(wanted), BATCH):
        sent += do_invite(wanted[start : start + BATCH], by=viewer.person, language=language)
    return sent


def invite_coordinator(
    viewer: Viewer, email: str, name: str = "", *, organisation: Organisation | None = None, language: str = ""
) -> Invitation:
    """As coordinator, invite another coordinator of the network (and lead of `organisation`, where given)."""
    check_may(viewer, "network.coordinate")
    guest = Guest(email.strip().lower(), name, organisation, Role.LEAD)
    return do_invite([guest], by=viewer.person, language=language, makes_coordinator=True)[0]


def invite_by_command(email: str, organisation_slug: str, role: str = Role.OFFICER) -> Invitation:
    """Invite from the command line, as the operator.

    Raises ValidationError with a sentence for a bad address, organisation or role, or a present member.
    """
    validate_email(email)
    if role not in Role.values:
        raise ValidationError(
            _("There is no role %(role)s. Roles: %(roles)s.") % {"role": role, "roles": ", ".join(Role.values)}
        )
    try:
        organisation = Organisation.objects.get(slug=organisation_slug)
    except ObjectDoesNotExist:
        raise ValidationError(_("There is no organisation %(slug)s.") % {"slug": organisation_slug}) from None
    guest = Guest(email.strip().lower(), "", organisation, role)
    check_not_member(guest)
    return do_invite([guest], by=None)[0]


@transaction.atomic
def do_invite(
    guests: Iterable[Guest], *, by: Person | None, language: str = "", makes_coordinator: bool = False
) -> list[Invitation]:
    """Write an invitation for each guest and append one act each, from which the worker makes the mails.

    The mails speak `language`, or the organisation's first one that the pages have.
    """
    invitations = [write_invitation(guest, by, makes_coordinator) for guest in guests]
    for invitation in invitations:
        spoken = language or usual_language(invitation.organisation)
        record_invitation("membership.invited", invitation, by, language=spoken)
    return invitations


def write_invitation(guest: Guest, by: Person | None, makes_coordinator: bool) -> Invitation:
    """The guest's invitation: the one that waits, renewed, or a new one."""
    waiting = Invitation.objects.filter(
        email=guest.email, organisation=guest.organisation, makes_coordinator=makes_coordinator, accepted_at=None
    ).first() or Invitation(email=guest.email, organisation=guest.organisation, makes_coordinator=makes_coordinator)
    if waiting.pk and waiting.expires_at <= timezone.now():
        waiting.token = new_token()
    waiting.name, waiting.role, waiting.invited_by = guest.name or waiting.name, guest.role, by
    waiting.expires_at = timezone.now() + LASTS
    waiting.save()
    return waiting


@transaction.atomic
def send_again(viewer: Viewer, invitation: Invitation) -> Invitation:
    """As lead or coordinator, mail an invitation that nobody accepted once more, with 14 new days."""
    check_may_invite(viewer, invitation)
    guest = Guest(invitation.email, invitation.name, invitation.organisation, invitation.role)
    return do_invite([guest], by=viewer.person, makes_coordinator=invitation.makes_coordinator)[0]


@transaction.atomic
def cancel_invitation(viewer: Viewer, invitation: Invitation) -> None:
    """As lead or coordinator, take an invitation back: its link stops working at once."""
    check_may_invite(viewer, invitation)
    invitation.expires_at = timezone.now()
    invitation.save(update_fields=["expires_at"])
    record_invitation("membership.uninvited", invitation, viewer.person)


def check_may_invite(viewer: Viewer, invitation: Invitation) -> None:
    """Refuse whoever could not have sent `invitation`, and one that was accepted."""
    if invitation.makes_coordinator or invitation.organisation is None:
        check_may(viewer, "network.coordinate")
    else:
        check_may(viewer, "organisation.admit", invitation.organisation)
    if invitation.accepted_at is not None:
        raise PermissionDenied(_("This invitation was accepted already."))


@transaction.atomic
def do_first_coordinator_invitation() -> Invitation:
    """The one-time link of an installation without a coordinator: works once, for 24 hours.

    The link before it stops working. Raises PermissionDenied once there is a coordinator.
    """
    if Person.objects.filter(is_coordinator=True, is_active=True).exists():
        raise PermissionDenied(_("There is a coordinator already. They can invite others."))
    Invitation.objects.filter(email="", makes_coordinator=True, accepted_at=None).delete()
    invitation = Invitation.objects.create(
        makes_coordinator=True, role=Role.LEAD, expires_at=timezone.now() + FIRST_LASTS
    )
    record_invitation("membership.invited", invitation, None)
    return invitation


def is_member(guest: Guest) -> bool:
    """Whether the guest has the role, or a higher one, today."""
    rows = Membership.objects.present().filter(person__email=guest.email, organisation=guest.organisation)
    membership = rows.first()
    order = Role.values
    if membership is None or order.index(membership.role) < order.index(guest.role):
        return False
    return membership.may_speak or guest.role == Role.READER


def check_not_member(guest: Guest) -> None:
    """Refuse to invite whoever has the role already."""
    if is_member(guest):
        raise ValidationError(_("%(email)s has this role already.") % {"email": guest.email})


def record_invitation(verb: str, invitation: Invitation, by: Person | None, **data: object) -> None:
    """Append an act about an invitation; the record never holds an address or a token."""
    organisation = invitation.organisation
    coordinating = {"coordinator": True} if invitation.makes_coordinator else {}
    record(
        verb,
        person_uid=by.uid if by else "",
        organisation_uid=organisation.uid if organisation else "",
        data={"invitation": invitation.pk, "role": invitation.role, **coordinating, **data},
    )
