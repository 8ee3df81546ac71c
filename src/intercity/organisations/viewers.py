"""Who looks at a page, and for whom they act."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from intercity.organisations.models import Membership, Organisation, Person


class ReadingRights(NamedTuple):
    """All of a viewer that decides what they may read: two who have the same may read the same."""

    person: int | None
    organisation_ids: frozenset[int]
    reads_network: bool


@dataclass(frozen=True)
class Viewer:
    """Anyone who reads: a signed-in person with their present memberships, or the public.

    `acting` is the membership the person chose to speak with; None for the public and for people without one.
    `strong` says that nothing is missing for an act that asks for a second factor: false only for a session, a mail
    or a link that showed none. Whoever works out what a person may read or is told of has nothing to show.
    Built once per request, mail or stream by `viewer_for`; never kept longer, for memberships end.
    """

    person: Person | None = None
    memberships: tuple[Membership, ...] = ()
    acting: Membership | None = None
    strong: bool = True

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        """Primary keys of the organisations whose members' pages this viewer reads."""
        return frozenset(m.organisation_id for m in self.memberships)

    @cached_property
    def is_coordinator(self) -> bool:
        """Coordinator of the network."""
        return self.person is not None and self.person.is_coordinator and not self.is_suspended

    @cached_property
    def is_suspended(self) -> bool:
        """Signed in, but for the time being no more than the public."""
        return self.person is not None and self.person.is_suspended

    @cached_property
    def reads_network(self) -> bool:
        """Whether posts labelled Network are visible in every space."""
        return self.is_coordinator or any(m.organisation.reads_network for m in self.memberships)

    @cached_property
    def reading_rights(self) -> ReadingRights:
        """What they may read is asked with this, and may be kept by it."""
        return ReadingRights(self.person.pk if self.person else None, self.organisation_ids, self.reads_network)

    @property
    def organisation(self) -> Organisation | None:
        """The organisation this viewer acts for."""
        return self.acting.organisation if self.acting else None

    def membership_in(self, organisation_id: int) -> Membership | None:
        """The viewer's present membership in that organisation, if any."""
        return next((m for m in self.memberships if m.organisation_id == organisation_id), None)

    def may_speak_for(self, organisation_id: int) -> bool:
        """Whether this person may publish for that organisation (not whether it is the one they act for)."""
        membership = self.membership_in(organisation_id)
        return membership is not None and membership.may_speak


PUBLIC = Viewer()


def viewer_for(person: Person | None, acting_id: int | None = None) -> Viewer:
    """Build the viewer of `person`; `acting_id` is the membership chosen in the header.

    Without a (valid) choice the person acts with the membership that may speak, the oldest first.
    A closed account is the public.
    """
    if person is None or not person.is_active:
        return PUBLIC
    return viewer_with(person, memberships_of(person), acting_id)


def memberships_of(person: Person) -> tuple[Membership, ...]:
    """The present memberships of `person`, the oldest first, with their organisations."""
    rows = Membership.objects.filter(person=person, ended_at=None).select_related("organisation").order_by("id")
    memberships = tuple(rows)
    for membership in memberships:
        membership.person = person
    return memberships


def viewer_with(person: Person, memberships: tuple[Membership, ...], acting_id: int | None) -> Viewer:
    """The viewer who acts with the membership they chose, else with one that may speak.

    Whoever is suspended has none: this is the one place that all viewers come through.
    """
    if person.is_suspended:
        return Viewer(person)
    chosen = [m for m in memberships if m.pk == acting_id] or [m for m in memberships if m.may_speak] or memberships
    return Viewer(person, memberships, chosen[0] if chosen else None)
