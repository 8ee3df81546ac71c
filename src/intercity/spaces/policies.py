"""Who may do what in a space."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from intercity.organisations.models import Organisation
from intercity.organisations.permissions import hold, rule
from intercity.organisations.viewers import Viewer
from intercity.spaces.agreeing import AgreementNeeded, has_agreed, space_of
from intercity.spaces.models import Space, SpaceCoordinator, SpaceMember


def is_member(viewer: Viewer, space: Space) -> bool:
    """Whether the organisation the viewer acts for belongs to the space."""
    org = viewer.organisation
    return org is not None and SpaceMember.objects.filter(space=space, organisation=org).exists()


@rule("space.coordinate", goes_on=True)
def coordinate_space(viewer: Viewer, space: Space) -> bool:
    """Change its settings, members and pins: network coordinators, and its own while they speak for somebody."""
    if viewer.is_coordinator:
        return True
    if viewer.person is None or not any(m.may_speak for m in viewer.memberships):
        return False
    return SpaceCoordinator.objects.filter(space=space, person=viewer.person).exists()


@rule("space.join", goes_on=True)
def join_space(viewer: Viewer, space: Space) -> bool:
    """Bring the organisation one speaks for into an open space of the network."""
    acting = viewer.acting
    return (
        acting is not None
        and acting.may_speak
        and acting.organisation.reads_network
        and space.open_to_network
        and not space.is_archived
    )


@rule("space.publish")
def publish_in_space(viewer: Viewer, space: Space) -> bool:
    """Post and comment: verified speakers of members; in an open space any city may begin by posting."""
    acting = viewer.acting
    if acting is None or not acting.may_speak or space.is_archived:
        return False
    return join_space(viewer, space) or is_member(viewer, space)


class OutsideSpace(PermissionDenied):  # noqa: N818 (named as the page that says it)
    """Refused only because the organisation that somebody speaks for is not in `space`."""

    def __init__(self, space: Space, organisation: Organisation) -> None:
        said = _("%(organisation)s is not in the space “%(space)s”, so nothing can be written there for it.")
        super().__init__(said % {"organisation": organisation.name, "space": space.name})
        self.space = space


def check_inside(viewer: Viewer, space: Space) -> None:
    """Raise OutsideSpace where nothing else keeps the viewer from writing in an open space."""
    acting = viewer.acting
    if acting is None or not acting.may_speak or space.is_archived:
        return
    if not join_space(viewer, space) and not is_member(viewer, space):
        raise OutsideSpace(space, acting.organisation)


@rule("space.see_people", reads=True)
def see_people(viewer: Viewer, space: Space) -> bool:
    """Read who coordinates it: verified members of the network and people of its organisations, not the public."""
    return viewer.reads_network or space.members.filter(organisation__in=viewer.organisation_ids).exists()


@hold
def needs_agreement(viewer: Viewer, thing: Any, for_owner: bool) -> PermissionDenied | None:
    """Writing in a space waits for whom the viewer acts for, or `for_owner` for which of their own organisations
    `thing` is.
    """
    space = space_of(thing)
    if space is None or not space.agreement_version:
        return None
    writing = viewer.acting.organisation_id if viewer.acting is not None else 0
    if for_owner and (owner := getattr(thing, "organisation_id", 0)) in viewer.organisation_ids:
        writing = owner
    return None if not writing or has_agreed(space, writing) else AgreementNeeded(space)
