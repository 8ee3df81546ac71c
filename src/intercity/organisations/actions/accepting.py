"""Accept an invitation; come in with a proven address."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.activity.said import change
from intercity.organisations.actions.founding import do_confirm, record_organisation
from intercity.organisations.actions.members import admit_by_domain, do_join, record_member
from intercity.organisations.domains import organisation_for
from intercity.organisations.models import Invitation, Membership, Organisation, Person
from intercity.organisations.models.kept_out import kept_out_until
from intercity.organisations.models.membership import SPEAKING


@transaction.atomic
def accept_invitation(invitation: Invitation, *, email: str = "", name: str = "") -> Person:
    """Give the invited person their role, making the person where needed; gives the person.

    The caller has shown that the link reached the mailbox, or that the person is signed in with its address.
    `email` and `name` serve the first coordinator's link only, which is addressed to nobody. Raises
    ValidationError with a sentence when the link was used, has expired, or the account is closed.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    check_open(invitation)
    person = do_person(invitation.email or email, invitation.name or name)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    do_give_role(invitation, person)
    return person


def check_open(invitation: Invitation) -> None:
    """Refuse an invitation that was used or has expired."""
    if invitation.accepted_at is not None:
        raise ValidationError(_("This link was used already. Sign in with your e-mail address."), code="used")
    if invitation.expires_at <= timezone.now():
        raise ValidationError(_("This link has expired. Ask for a new invitation."), code="expired")


def do_person(email: str, name: str) -> Person:
    """The person with this address, made where there is none.

    ValidationError when the account is closed, or whoever had it was erased while suspended.
    """
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        check_not_kept_out(email)
        return Person.objects.create_user(email, name=name, language=(get_language() or "")[:8])
    if not person.is_active:
        raise ValidationError(_("This account is closed. Ask a coordinator."), code="closed")
    return person


def check_not_kept_out(email: str) -> None:
    """Refuse an address whose last account was suspended, and erased before that was over. ValidationError."""
    until = kept_out_until(email)
    if until is not None:
        day = date_format(timezone.localtime(until), "DATE_FORMAT")
        raise ValidationError(_("This address is suspended until the end of %(day)s.") % {"day": day}, code="closed")


def do_give_role(invitation: Invitation, person: Person) -> None:
    """Write what the invitation promised, then the acts."""
    organisation = invitation.organisation
    if invitation.makes_coordinator:
        was = person.is_coordinator
        person.is_coordinator = True
        person.save(update_fields=["is_coordinator"])
        record(
            "person.changed", person_uid=person.uid, data={"coordinator": True, "invitation": invitation.pk},
            said=change({"is_coordinator": was}, {"is_coordinator": True}),
        )  # fmt: skip
    if organisation is None:
        return
    membership, before = do_join(person, organisation, invitation.role, invitation.invited_by)
    if membership.role in SPEAKING and do_confirm(organisation):
        record_organisation("organisation.changed", organisation, person)
    record_member("membership.verified" if membership.may_speak else "membership.began", membership, person, before)


def may_enter(email: str) -> bool:
    """Whether an address without account gets a code: its domain is listed, or it holds an open invitation.

    Not one that is kept out for now: nobody can tell it from an unknown one.
    """
    if Person.objects.filter(email=email.strip().lower()).exists() or kept_out_until(email) is not None:
        return False
    return organisation_for(email) is not None or open_invitations(email).exists()


@transaction.atomic
def enter_by_mail(email: str) -> Person | None:
    """Whoever has just proven to own `email` comes in: by invitation, by mail domain, or as who they are already.

    Makes the person where an invitation or a listed domain allows it. None when nothing does (any more), or
    when the account is closed.
    """
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None and may_enter(email):
        person = do_person(email, "")
    if person is None or not person.is_active:
        return None
    for invitation in open_invitations(email):
        accept_invitation(invitation)
    admit_by_domain(person)
    return person


@transaction.atomic
def enter_by_provider(email: str, name: str, organisation: Organisation | None, role: str) -> Person | None:
    """Whoever a provider vouches for comes in: for the mapped `organisation` with `role`, else as `enter_by_mail`.

    A membership that exists, or was ended, stays as people here made it. None when nothing lets them in.
    """
    person = Person.objects.filter(email=email).first()
    if person is None and organisation is not None:
        person = do_person(email, name)
    if person is not None and person.is_active and organisation is not None:
        do_join_by_provider(person, organisation, role)
    return enter_by_mail(email)


def do_join_by_provider(person: Person, organisation: Organisation, role: str) -> None:
    """Write the membership that a provider's claims stand for, unless there ever was one."""
    if Membership.objects.filter(person=person, organisation=organisation).exists():
        return
    membership, was = do_join(person, organisation, role, None)
    if membership.role in SPEAKING and do_confirm(organisation):
        record_organisation("organisation.changed", organisation, person)
    verb = "membership.verified" if membership.may_speak else "membership.began"
    record_member(verb, membership, person, was, via="provider")


def open_invitations(email: str) -> QuerySet[Invitation]:
    """Invitations that wait for this address."""
    return Invitation.objects.filter(email=email.strip().lower(), accepted_at=None, expires_at__gt=timezone.now())
