"""Add organisations and change their profile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from intercity.activity.record import record
from intercity.activity.said import change, state_before, state_of
from intercity.organisations.models import MailDomain, Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer


def create_organisation(viewer: Viewer, organisation: Organisation, domains: Iterable[str] = ()) -> Organisation:
    """Add an unsaved `organisation` with its mail domains, as a coordinator; gives it with slug and key."""
    check_may(viewer, "network.coordinate")
    return do_create_organisation(organisation, domains, by=viewer.person)


@transaction.atomic
def do_create_organisation(
    organisation: Organisation, domains: Iterable[str] = (), *, by: Person | None = None
) -> Organisation:
    """Write `organisation` and its (checked) mail domains; makes the slug from the name where there is none."""
    organisation.slug = organisation.slug or Organisation.objects.all().free_slug(organisation.plate)
    organisation.save()
    write_domains(organisation, domains)
    record_organisation("organisation.created", organisation, by, {})
    return organisation


@transaction.atomic
def change_organisation(viewer: Viewer, organisation: Organisation, domains: Iterable[str] | None = None) -> None:
    """Save what a form changed on `organisation`, as its lead or a coordinator.

    `domains` (checked by `clean_domains`) replaces the listed ones; None leaves them.
    """
    check_may(viewer, "organisation.edit", organisation)
    if Organisation.objects.exclude(level=organisation.level).filter(pk=organisation.pk).exists():
        check_may(viewer, "organisation.set_level", organisation)
    was = {**state_before(organisation), "mail_domains": domains_of(organisation)}
    organisation.save()
    if domains is not None:
        write_domains(organisation, domains)
    record_organisation("organisation.changed", organisation, viewer.person, was)


def write_domains(organisation: Organisation, domains: Iterable[str]) -> None:
    """Make `domains` the listed ones, inside the caller's transaction."""
    wanted = set(domains)
    organisation.mail_domains.exclude(domain__in=wanted).delete()
    present = set(organisation.mail_domains.values_list("domain", flat=True))
    MailDomain.objects.bulk_create(
        [MailDomain(organisation=organisation, domain=domain) for domain in sorted(wanted - present)]
    )


def do_confirm(organisation: Organisation) -> bool:
    """Mark an imported organisation as taking part itself, inside the caller's transaction; True if it was not yet.

    The caller then calls `record_organisation("organisation.changed", …)` after its own last write.
    """
    confirmed = bool(Organisation.objects.filter(pk=organisation.pk, unclaimed=True).update(unclaimed=False))
    organisation.unclaimed = False
    return confirmed


def domains_of(organisation: Organisation) -> list[str]:
    """The mail domains that it lists, in order."""
    return sorted(organisation.mail_domains.values_list("domain", flat=True))


def record_organisation(
    verb: str, organisation: Organisation, by: Person | None, was: dict[str, Any] | None = None
) -> None:
    """Append an act about `organisation`; profiles are public, so the public world changes.

    `was` is what its row and its mail domains were before; None where the act is about something else.
    """
    said = {} if was is None else change(was, {**state_of(organisation), "mail_domains": domains_of(organisation)})
    record(verb, person_uid=by.uid if by else "", organisation_uid=organisation.uid, public=True, said=said)
