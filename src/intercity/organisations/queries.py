"""Fetch with permission, and what the pages of this room show."""

from __future__ import annotations

from dataclasses import dataclass

from anyascii import anyascii
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify

from intercity.organisations.models import Invitation, Membership, Organisation, Person, Role
from intercity.organisations.permissions import check_may, may
from intercity.organisations.viewers import Viewer

PAGE = 50


def get_organisation_for(viewer: Viewer, slug: str, verb: str = "") -> Organisation:
    """The organisation (profiles are public), or Http404.

    With a `verb`, whoever may not even see its people gets Http404 and whoever may only read PermissionDenied.
    """
    organisation = Organisation.objects.select_related("place").filter(slug=slug).first()
    if organisation is None or (verb and not may(viewer, "organisation.see_people", organisation)):
        raise Http404
    if verb:
        check_may(viewer, verb, organisation)
    return organisation


def get_membership_for(viewer: Viewer, pk: int) -> Membership:
    """A present membership of an organisation whose people the viewer may see, or Http404."""
    rows = Membership.objects.present().select_related("person", "organisation")
    membership = rows.filter(pk=pk).first()
    if membership is None or not may(viewer, "organisation.see_people", membership.organisation):
        raise Http404
    return membership


def get_invitation_for(viewer: Viewer, pk: int) -> Invitation:
    """An invitation that the viewer could have sent; Http404 for outsiders, PermissionDenied for readers."""
    invitation = Invitation.objects.select_related("organisation", "invited_by").filter(pk=pk).first()
    if invitation is None:
        raise Http404
    if invitation.organisation is None or invitation.makes_coordinator:
        check_coordinates(viewer)
    else:
        get_organisation_for(viewer, invitation.organisation.slug, "organisation.admit")
    return invitation


def check_coordinates(viewer: Viewer) -> None:
    """Http404 for whoever does not belong to the network, PermissionDenied for its members who do not coordinate."""
    if not may(viewer, "network.coordinate"):
        if viewer.reads_network:
            check_may(viewer, "network.coordinate")
        raise Http404


def pending(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Those that were mailed and still wait."""
    waiting = invitations.filter(accepted_at=None, expires_at__gt=timezone.now()).exclude(email="")
    return waiting.select_related("organisation", "invited_by")


def who_admits(organisation: Organisation) -> QuerySet[Person]:
    """Those who decide about its members: its leads, or the network's coordinators where it has none.

    Nobody who is suspended: they could not do it.
    """
    leads = Membership.objects.speaking().filter(organisation=organisation, role=Role.LEAD)
    if leads.exists():
        return Person.objects.filter(pk__in=leads.values("person"))
    coordinators = Person.objects.filter(is_coordinator=True, is_active=True)
    return coordinators.exclude(suspended_until__gt=timezone.now())


@dataclass(frozen=True)
class Found:
    """One page of a list of organisations; `next` is the address name to go on after, or empty."""

    items: list[Organisation]
    next: str


def find_organisations(
    *, text: str = "", country: str = "", level: str = "", everybody: bool = False, after: str = ""
) -> Found:
    """Organisations by name, 50 at a time, after the one with slug `after`.

    `text` is looked for in names, whatever the accents; `everybody` includes those from imported data.
    """
    rows = Organisation.objects.all() if everybody else Organisation.objects.in_network()
    if text:
        # The slug is the name without accents and in Latin letters: it finds Malaga for Málaga.
        spelled = slugify(anyascii(text))
        by_slug = Q(slug__contains=spelled) if spelled else Q()
        rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | by_slug)
    if country:
        rows = rows.filter(country=country)
    if level:
        rows = rows.filter(level=level)
    last = Organisation.objects.filter(slug=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(rows.order_by("name", "pk")[: PAGE + 1])
    return Found(found[:PAGE], found[PAGE - 1].slug if len(found) > PAGE else "")
