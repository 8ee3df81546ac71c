"""Write, accept and ask for the exchange agreement of a space."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.activity.said import change
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.policies import leads
from intercity.organisations.strength import check_factor
from intercity.organisations.viewers import Viewer
from intercity.spaces.actions import do_ask_lead, do_join, record_joined
from intercity.spaces.agreeing import ask_to_join, has_agreed, may_accept, may_come_in
from intercity.spaces.models import Agreement, AgreementAcceptance, AgreementAsked, Space, Wording


class ChangedMeanwhileError(Exception):
    """What was read is not the newest version any more; nothing was accepted."""


def newest(space: Space) -> Agreement | None:
    """The version that binds now, if there is an agreement."""
    if not space.agreement_version:
        return None
    return Agreement.objects.filter(space=space, version=space.agreement_version).first()


@transaction.atomic
def change_agreement(viewer: Viewer, space: Space, wording: Wording) -> Agreement:
    """As coordinator, write the next version; gives it, or the newest where that says the same.

    Every organisation of the space is asked anew, and writes nothing there until its lead has accepted.
    """
    check_may(viewer, "space.coordinate", space)
    return do_change(space, wording, viewer.person)


def do_change(space: Space, wording: Wording, by: Person | None) -> Agreement:
    """As `change_agreement`, inside the caller's transaction; trusts its caller."""
    standing = newest(Space.objects.select_for_update(no_key=True).get(pk=space.pk))
    words = words_of(wording)
    if standing is not None and words_of(standing.wording) == words:
        return standing
    last = Agreement.objects.filter(space=space).aggregate(last=Max("version"))["last"] or 0
    row = Agreement.objects.create(space=space, version=last + 1, made_by=by, **words)
    Space.objects.filter(pk=space.pk).update(agreement_version=row.version)
    space.agreement_version = row.version
    # Of whoever is only asked to say yes, nobody is told twice of one version, but of each.
    AgreementAsked.objects.filter(space=space, comes_in=False).delete()
    was = words_of(standing.wording) if standing is not None else {}
    record(
        "agreement.changed", space_uid=space.uid, person_uid=by.uid if by else "", public=True,
        data={"version": row.version}, said=change(was, words),
    )  # fmt: skip
    return row


def words_of(wording: Wording) -> dict[str, str]:
    """The words in the language that is active."""
    return {name: str(getattr(wording, name)) for name in ("purpose", "readers", "kept_for", "text")}


@transaction.atomic
def do_begin_with(space: Space, wording: Wording, organisations: Iterable[Organisation], by: Person | None) -> None:
    """Give a new space its agreement, and bring `organisations` in as soon as their leads have accepted."""
    rows = [AgreementAsked(space=space, organisation=each, asked_by=by, comes_in=True) for each in organisations]
    AgreementAsked.objects.bulk_create(rows, batch_size=500)
    do_change(space, wording, by)


@transaction.atomic
def accept(viewer: Viewer, space: Space, organisation: Organisation, version: int) -> None:
    """As its lead, accept for `organisation` the version that was read, and bring it in where it is not yet.

    Raises ChangedMeanwhileError when another version binds by now, and PermissionDenied for whoever is not its lead
    and for an organisation that may not come in.
    """
    if not may_accept(viewer, space, organisation):
        raise PermissionDenied(_("Only the lead of an organisation that takes part accepts the agreement."))
    check_factor(viewer, space)
    # Locked, so that nobody accepts what is replaced in the same moment.
    locked = Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    if not version or locked.agreement_version != version:
        raise ChangedMeanwhileError(space.slug)
    do_accept(locked, organisation, viewer.person)


def do_accept(space: Space, organisation: Organisation, by: Person | None) -> None:
    """Note that `organisation` accepts the newest version; inside the caller's transaction. Once is enough."""
    row = Agreement.objects.get(space=space, version=space.agreement_version)
    made = AgreementAcceptance.objects.get_or_create(agreement=row, organisation=organisation, defaults={"person": by})
    AgreementAsked.objects.filter(space=space, organisation=organisation).delete()
    joined = do_join(space, organisation)
    if made[1]:
        record(
            "agreement.accepted", space_uid=space.uid, organisation_uid=organisation.uid,
            person_uid=by.uid if by else "", data={"version": row.version},
        )  # fmt: skip
    if joined:
        record_joined(space, organisation, by)


@transaction.atomic
def ask_lead(viewer: Viewer, space: Space) -> bool:
    """Tell the lead of the organisation one speaks for that its agreement is needed; False where that was just done.

    PermissionDenied where nothing is missing, and where the organisation may not come in.
    """
    organisation = viewer.organisation
    speaks = organisation is not None and viewer.may_speak_for(organisation.pk)
    if organisation is None or not speaks or has_agreed(space, organisation.pk):
        raise PermissionDenied(_("There is nothing to ask for."))
    if leads(viewer, organisation) or not may_come_in(space, organisation):
        raise PermissionDenied(ask_to_join())
    return do_ask_lead(space, organisation, viewer.person)
