"""What waits to become an answer: confirm it, discard it; and whether an organisation's lead is asked at all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.kinds.rollcall.actions.answering import (
    Reply,
    answer,
    check_answers,
    check_takes_back,
    content_of,
    content_said,
    do_answer,
    record_answer,
)
from intercity.kinds.rollcall.models import Answer, Approving, How, Invited, Proposal, ProposalState, Waits
from intercity.kinds.rollcall.policies import may_settle
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer


@transaction.atomic
def set_approving(viewer: Viewer, organisation: Organisation, *, wanted: bool) -> None:
    """As its lead, approve answers before they count, or no more. What waits already goes on waiting."""
    check_may(viewer, "organisation.edit", organisation)
    if wanted:
        Approving.objects.get_or_create(organisation=organisation)
    else:
        Approving.objects.filter(organisation=organisation).delete()
    by = viewer.person.uid if viewer.person else ""
    setting = {"lead_approves_answers": wanted}
    record("organisation.changed", person_uid=by, organisation_uid=organisation.uid, data=setting)


@transaction.atomic
def confirm(viewer: Viewer, proposal: Proposal, reply: Reply, *, seen: int) -> Answer | Proposal:
    """Make `reply`, which is the proposal as it stands or as it was corrected, the answer; gives it, or what waits
    for the lead then. Raises AnsweredMeanwhileError, with the proposal still open, and PermissionDenied.
    """
    check_settles(viewer, proposal)
    rollcall, organisation = proposal.rollcall, proposal.organisation
    do_settle(viewer, proposal, ProposalState.TAKEN)
    if proposal.waits == Waits.WRITER:
        return answer(viewer, rollcall, organisation, reply, seen=seen, how=How(proposal.how))
    # What the lead only approved is still the word of who wrote it.
    by = proposal.by if content_of(proposal) == content_said(reply) else viewer.person
    return do_answer(rollcall, organisation, reply, by, How(proposal.how), seen=seen)


@transaction.atomic
def discard(viewer: Viewer, proposal: Proposal) -> None:
    """Let it not become the answer."""
    check_takes_back(viewer, proposal.rollcall, proposal.organisation)
    check_decides(viewer, proposal)
    do_settle(viewer, proposal, ProposalState.REFUSED)
    record_answer(
        "rollcall.refused", proposal.rollcall, proposal.organisation, viewer.person,
        proposal=proposal.uid, waits=proposal.waits,
    )  # fmt: skip


def check_settles(viewer: Viewer, proposal: Proposal) -> None:
    """Refuse whoever may not let it be the answer, and everybody once the roll call is closed."""
    check_answers(viewer, proposal.rollcall, proposal.organisation)
    check_decides(viewer, proposal)


def check_decides(viewer: Viewer, proposal: Proposal) -> None:
    """Refuse whoever else decides about it."""
    if not may_settle(viewer, proposal):
        raise PermissionDenied(_("Somebody else decides about this answer."))


def do_settle(viewer: Viewer, proposal: Proposal, state: ProposalState) -> None:
    """Note the decision, once; PermissionDenied when it was made already. Its organisation's row is locked first, as
    by everybody who writes its answers.
    """
    Invited.objects.select_for_update().get(rollcall=proposal.rollcall, organisation=proposal.organisation)
    open_one = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
    if not open_one.update(state=state, settled_by=viewer.person, settled_at=timezone.now()):
        raise PermissionDenied(_("Somebody decided this already."))
