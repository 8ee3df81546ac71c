"""Who may ask all, answer for a city, and see what was answered. That they see the post is asked before."""

from __future__ import annotations

from intercity.kinds.rollcall.models import Proposal, RollCall, Waits
from intercity.organisations.models import Organisation, Role
from intercity.organisations.permissions import check_may, may, rule
from intercity.organisations.strength import lacks_factor
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.policies import speaking_membership
from intercity.spaces.agreeing import check_agreed, has_agreed
from intercity.spaces.models import Space, WhoAsksAll


@rule("rollcall.ask")
def ask(viewer: Viewer, space: Space) -> bool:
    """Ask all cities in a space: its coordinators; where the space says so, everybody who may publish there."""
    if space.is_archived or viewer.acting is None or not viewer.acting.may_speak:
        return False
    if may(viewer, "space.coordinate", space):
        return True
    return space.who_asks_all == WhoAsksAll.OFFICERS and may(viewer, "space.publish", space)


@rule("rollcall.manage", goes_on=True)
def manage(viewer: Viewer, post: Post) -> bool:
    """Remind, close, change its fields, enter answers for others: whoever speaks for the asking organisation, and the
    coordinators of the space.
    """
    if not is_open_space(post):
        return False
    return speaking_membership(viewer, post) is not None or may(viewer, "space.coordinate", post.space)


def check_writes(viewer: Viewer, post: Post) -> None:
    """PermissionDenied unless they may manage it; AgreementNeeded where words of the asking organisation must wait."""
    check_may(viewer, "rollcall.manage", post)
    if viewer.may_speak_for(post.organisation_id):
        check_agreed(post.space, post.organisation_id)


@rule("rollcall.follow")
def follow(viewer: Viewer, post: Post) -> bool:
    """Ask those who answered so how they do it: who may post in the space, and who runs the roll call for somebody."""
    if may(viewer, "space.publish", post.space):
        return True
    return viewer.acting is not None and viewer.acting.may_speak and manage(viewer, post)


def is_open_space(post: Post) -> bool:
    """Whether it is a published roll call in a space where work goes on."""
    return getattr(post, "rollcall", None) is not None and post.is_published and not post.space.is_archived


def may_answer_for(viewer: Viewer, rollcall: RollCall, organisation: Organisation) -> bool:
    """Whether this person may give the official answer of that organisation: it is asked, and they speak for it.

    After the deadline too; not once the roll call is closed.
    """
    return has_agreed(rollcall.post.space, organisation.pk) and may_take_back_for(viewer, rollcall, organisation)


def may_take_back_for(viewer: Viewer, rollcall: RollCall, organisation: Organisation) -> bool:
    """Whether this person may withdraw what the organisation answered: as who answers, whatever writing waits for."""
    if rollcall.is_closed or not is_open_space(rollcall.post) or not viewer.may_speak_for(organisation.pk):
        return False
    return not lacks_factor(viewer, rollcall.post) and rollcall.invited.filter(organisation=organisation).exists()


def may_unsay_for(viewer: Viewer, rollcall: RollCall, organisation: Organisation) -> bool:
    """Whether this person may take that organisation's words out of the answers: they speak for it, and it is closed.

    In an archived space too. A lead's approval is not asked for: nothing is said by it.
    """
    if not rollcall.is_closed or not viewer.may_speak_for(organisation.pk) or lacks_factor(viewer, rollcall.post):
        return False
    return rollcall.invited.filter(organisation=organisation).exists()


def may_approve_for(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether this person approves answers of that organisation before they count: its leads."""
    membership = viewer.membership_in(organisation.pk)
    return membership is not None and membership.may_speak and membership.role == Role.LEAD


def may_settle(viewer: Viewer, proposal: Proposal) -> bool:
    """Whether this person decides what becomes of it: whoever wrote it, or the lead where the lead is waited for."""
    if proposal.waits == Waits.LEAD:
        return may_approve_for(viewer, proposal.organisation)
    return viewer.person is not None and proposal.by_id == viewer.person.pk
