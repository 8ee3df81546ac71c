"""Whether an organisation has accepted the exchange agreement of a space, and what waits until it has.

Reading never waits. Whoever writes needs the newest version to be accepted by the lead of the organisation that they
write for, by whichever way they write. A space without an agreement asks the database nothing.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from intercity.core.quick import exists
from intercity.organisations.models import Organisation
from intercity.organisations.policies import leads
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import AgreementAsked, Space, SpaceMember

ACCEPTED = (
    "spaces_agreementacceptance a JOIN spaces_agreement v ON v.id = a.agreement_id"
    " WHERE v.space_id = %s AND v.version = %s AND a.organisation_id = %s"
)


class AgreementNeeded(PermissionDenied):  # noqa: N818 (named as the page that says it)
    """Refused only because the lead of `organisation` has not accepted the newest agreement of `space`."""

    def __init__(self, space: Space) -> None:
        super().__init__(sentence())
        self.space = space


def sentence() -> str:
    """What everybody is told who writes before the lead has accepted, by page and by mail."""
    return _("First the lead of your organisation accepts the exchange agreement of this space.")


def has_agreed(space: Space, organisation_id: int) -> bool:
    """Whether nothing is missing: there is no agreement, or the organisation has accepted its newest version."""
    return not space.agreement_version or exists(ACCEPTED, space.pk, space.agreement_version, organisation_id)


def lacks_agreement(viewer: Viewer, space: Space) -> bool:
    """Whether the viewer could write for somebody who has not accepted."""
    acting = viewer.acting
    return acting is not None and acting.may_speak and not has_agreed(space, acting.organisation_id)


def check_agreed(space: Space, organisation_id: int) -> None:
    """Raise AgreementNeeded unless `has_agreed`."""
    if not has_agreed(space, organisation_id):
        raise AgreementNeeded(space)


def space_of(thing: Any) -> Space | None:
    """The space that `thing` is, or is in: a post, or what hangs on one."""
    if thing is None or isinstance(thing, Space):
        return thing
    space = getattr(thing, "space", None)
    if isinstance(space, Space):
        return space
    post = getattr(thing, "post", None)
    return getattr(post, "space", None)


def may_come_in(space: Space, organisation: Organisation) -> bool:
    """Whether it is in, is brought in, or could join by itself: its lead may accept then."""
    if space.is_archived:
        return False
    if space.open_to_network and organisation.reads_network:
        return True
    if SpaceMember.objects.filter(space=space, organisation=organisation).exists():
        return True
    return AgreementAsked.objects.filter(space=space, organisation=organisation, comes_in=True).exists()


def stays_out(viewer: Viewer, space: Space) -> bool:
    """Whether no organisation that the viewer speaks for could come in: then no lead of theirs can accept either."""
    mine = [one.organisation for one in viewer.memberships if one.may_speak]
    return not any(may_come_in(space, each) for each in mine)


def ask_to_join() -> str:
    """What they are told."""
    return _("Ask a coordinator if your organisation wants to join.")


def may_accept(viewer: Viewer, space: Space, organisation: Organisation) -> bool:
    """Whether the viewer leads an organisation that may accept."""
    return leads(viewer, organisation) and may_come_in(space, organisation)
