"""Who accepted which version of a space's agreement, and who is waited for: what its page says to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from intercity.core.diff import Piece, word_changes
from intercity.organisations.models import Membership, Organisation, Person, Role
from intercity.organisations.policies import leads
from intercity.organisations.viewers import Viewer
from intercity.spaces.actions import is_in
from intercity.spaces.agreeing import may_accept, may_come_in
from intercity.spaces.models import Agreement, AgreementAcceptance, AgreementAsked, Space, SpaceMember, SpaceState

PARTS = ("purpose", "readers", "kept_for", "text")


@dataclass(frozen=True)
class Own:
    """How one of the viewer's organisations stands: what it accepted last, who its leads are, and what one may do."""

    organisation: Organisation
    accepted: AgreementAcceptance | None
    is_in: bool
    comes_in: bool
    may_accept: bool
    leads: Sequence[Person]
    asked_at: datetime | None
    is_newest: bool


@dataclass(frozen=True)
class Row:
    """An organisation of the space, or one that is brought in: what it accepted last, and since when it is asked."""

    organisation: Organisation
    accepted: AgreementAcceptance | None
    is_newest: bool
    is_in: bool
    asked: AgreementAsked | None
    has_lead: bool


@dataclass(frozen=True)
class Change:
    """What changed in one part."""

    name: str
    pieces: Sequence[Piece]


def get_agreeing_space_for(viewer: Viewer, slug: str) -> Space:
    """The space whose agreement the viewer may read: one they may know of, or one that their organisation is brought
    into. Http404 for everybody else.
    """
    asked = AgreementAsked.objects.filter(organisation__in=viewer.organisation_ids, comes_in=True).values("space")
    known = Space.objects.visible_to(viewer).values("pk")
    space = Space.objects.filter(Q(pk__in=known) | Q(pk__in=asked)).filter(slug=slug).first()
    if space is None:
        raise Http404
    return space


def own_of(viewer: Viewer, space: Space) -> list[Own]:
    """How the organisations that the viewer speaks for stand: those that are in, come in or could."""
    mine = [one.organisation for one in viewer.memberships if one.may_speak]
    accepted, asked = last_accepted(space, mine), asked_by_key(space)
    return [own(viewer, space, each, accepted, asked) for each in mine if may_come_in(space, each)]


def own(
    viewer: Viewer,
    space: Space,
    organisation: Organisation,
    accepted: dict[int, AgreementAcceptance],
    asked: dict[int, AgreementAsked],
) -> Own:
    """How one of them stands."""
    row, wish = accepted.get(organisation.pk), asked.get(organisation.pk)
    return Own(
        organisation, row, is_in(space, organisation), may_come_in(space, organisation),
        may_accept(viewer, space, organisation), leads_of(organisation) if not leads(viewer, organisation) else (),
        wish.at if wish else None, is_newest(space, row),
    )  # fmt: skip


def rows_of(space: Space) -> list[Row]:
    """Every organisation that is in or comes in, those that have not accepted the newest version first."""
    asked = asked_by_key(space)
    inside = set(SpaceMember.objects.filter(space=space).values_list("organisation", flat=True))
    coming = {key for key, row in asked.items() if row.comes_in}
    organisations = list(Organisation.objects.filter(pk__in=inside | coming).order_by("name", "pk"))
    accepted = last_accepted(space, organisations)
    led = set(speaking_leads().filter(organisation__in=organisations).values_list("organisation", flat=True))
    rows = [
        Row(
            each, accepted.get(each.pk), is_newest(space, accepted.get(each.pk)), each.pk in inside,
            asked.get(each.pk), each.pk in led,
        )
        for each in organisations
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.is_newest)


def is_newest(space: Space, row: AgreementAcceptance | None) -> bool:
    """Whether what was accepted is what binds now."""
    return row is not None and row.agreement.version == space.agreement_version


def last_accepted(space: Space, organisations: Sequence[Organisation]) -> dict[int, AgreementAcceptance]:
    """The newest that each accepted, by the key of the organisation."""
    rows = AgreementAcceptance.objects.filter(agreement__space=space, organisation__in=organisations)
    ordered = rows.select_related("agreement", "person").order_by("agreement__version")
    return {row.organisation_id: row for row in ordered}


def asked_by_key(space: Space) -> dict[int, AgreementAsked]:
    """Whose leads are asked, by the key of the organisation."""
    return {row.organisation_id: row for row in AgreementAsked.objects.filter(space=space).select_related("asked_by")}


def speaking_leads() -> QuerySet[Membership]:
    """The leads of all organisations."""
    return Membership.objects.speaking().filter(role=Role.LEAD)


def leads_of(organisation: Organisation) -> list[Person]:
    """Those who could accept for it."""
    rows = speaking_leads().filter(organisation=organisation).select_related("person").order_by("pk")
    return [row.person for row in rows]


def changes_between(older: Agreement | None, newer: Agreement) -> list[Change]:
    """What differs, part by part; nothing for the first version."""
    if older is None:
        return []
    pairs = [(name, getattr(older, name), getattr(newer, name)) for name in PARTS]
    return [Change(name, word_changes(was, now)) for name, was, now in pairs if was != now]


def waiting_for(viewer: Viewer) -> list[Space]:
    """The spaces whose agreement waits for the viewer, as lead of an organisation that is in or comes in."""
    led = [one.organisation_id for one in viewer.memberships if one.may_speak and one.role == Role.LEAD]
    if not led:
        return []
    inside = SpaceMember.objects.filter(organisation__in=led).values("space", "organisation")
    asked = AgreementAsked.objects.filter(organisation__in=led).values("space", "organisation")
    pairs = {(row["space"], row["organisation"]) for row in (*inside, *asked)}
    done = AgreementAcceptance.objects.filter(
        organisation__in=led, agreement__version=F("agreement__space__agreement_version")
    )
    pairs -= set(done.values_list("agreement__space", "organisation"))
    rows = Space.objects.filter(pk__in={space for space, _organisation in pairs}, agreement_version__gt=0)
    return list(rows.exclude(state=SpaceState.ARCHIVED).order_by("name"))


def not_accepted(space: Space) -> QuerySet[Organisation]:
    """The organisations that are in or come in, and have not accepted the newest version."""
    member = SpaceMember.objects.filter(space=space, organisation=OuterRef("pk"))
    coming = AgreementAsked.objects.filter(space=space, organisation=OuterRef("pk"), comes_in=True)
    done = AgreementAcceptance.objects.filter(
        agreement__space=space, agreement__version=space.agreement_version, organisation=OuterRef("pk")
    )
    return Organisation.objects.filter(Exists(member) | Exists(coming)).exclude(Exists(done))
