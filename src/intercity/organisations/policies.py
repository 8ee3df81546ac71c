"""Who may do what to organisations and their people."""

from __future__ import annotations

from intercity.organisations.models import Membership, Organisation, Role
from intercity.organisations.permissions import rule
from intercity.organisations.viewers import Viewer


def leads(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether the viewer is a verified lead of `organisation`."""
    membership = viewer.membership_in(organisation.pk)
    return membership is not None and membership.may_speak and membership.role == Role.LEAD


@rule("network.coordinate")
def coordinate(viewer: Viewer, _thing: object) -> bool:
    """Open spaces, add organisations and topics, invite anybody."""
    return viewer.is_coordinator


@rule("organisation.edit")
def edit_organisation(viewer: Viewer, organisation: Organisation) -> bool:
    """Change its profile and mail domains."""
    return viewer.is_coordinator or leads(viewer, organisation)


@rule("organisation.set_level")
def set_level(viewer: Viewer, _organisation: object) -> bool:
    """Say at which level it works, which decides what its members may read: coordinators, never its own lead."""
    return viewer.is_coordinator


@rule("organisation.admit")
def admit(viewer: Viewer, organisation: Organisation) -> bool:
    """Invite colleagues, verify and end memberships."""
    return viewer.is_coordinator or leads(viewer, organisation)


@rule("organisation.see_people", reads=True)
def see_people(viewer: Viewer, organisation: Organisation) -> bool:
    """See names and telephone numbers of its people: verified members of the network only."""
    return viewer.reads_network or organisation.pk in viewer.organisation_ids


@rule("membership.end")
def end_membership(viewer: Viewer, membership: Membership) -> bool:
    """End a membership: one's own, or as lead or coordinator."""
    own = viewer.person is not None and membership.person_id == viewer.person.pk
    return own or admit(viewer, membership.organisation)
