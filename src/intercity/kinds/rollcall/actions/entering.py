"""Enter what a city said by telephone or in a spreadsheet; confirm what was entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.actions.answering import (
    AnsweredMeanwhileError,
    Reply,
    check_answers,
    do_answer,
    do_propose,
    next_move,
    record_answer,
    says_the_same,
)
from intercity.kinds.rollcall.entering.lines import Line
from intercity.kinds.rollcall.models import (
    Answer,
    AnswerState,
    AnswerVersion,
    Approving,
    How,
    Invited,
    Proposal,
    RollCall,
    Waits,
)
from intercity.kinds.rollcall.policies import check_writes, may_approve_for
from intercity.kinds.rollcall.visibility import sight_of
from intercity.organisations.models import Organisation, Person
from intercity.organisations.viewers import Viewer


@dataclass
class Entered:
    """What became of many rows."""

    written: list[Organisation] = field(default_factory=list)
    waiting: list[Organisation] = field(default_factory=list)
    """Those whose lead has to approve it first."""
    overtaken: list[Organisation] = field(default_factory=list)
    """Those that something else was written for meanwhile: their rows were left out."""


def check_enters(viewer: Viewer, rollcall: RollCall) -> None:
    """Refuse whoever may not enter answers for others; they see what they would replace, and who is asked by name."""
    check_writes(viewer, rollcall.post)
    check_open(rollcall)
    if not sight_of(viewer, rollcall.post).missing:
        raise PermissionDenied(_("The answers are not for you, so you cannot enter any."))


def check_open(rollcall: RollCall) -> None:
    """Refuse what would change the answers of a closed one."""
    if rollcall.is_closed:
        raise PermissionDenied(_("This is closed: its answers stay as they are. Open it again first."))


def enter(
    viewer: Viewer, rollcall: RollCall, organisation: Organisation, reply: Reply, *, seen: int
) -> Answer | Proposal:
    """Write what an asked organisation said, in place of its version `seen`; it is told, and confirms or corrects it.

    Where its lead approves answers, this one waits for that too. Raises AnsweredMeanwhileError.
    """
    check_enters(viewer, rollcall)
    return do_enter(rollcall, organisation, reply, viewer.person, seen=seen)


def enter_many(viewer: Viewer, rollcall: RollCall, lines: Sequence[Line]) -> Entered:
    """Write the rows of a table, each by itself: what was written stays when a later one cannot be."""
    check_enters(viewer, rollcall)
    result = Entered()
    for line in lines:
        assert line.organisation is not None
        assert line.reply is not None
        try:
            made = do_enter(rollcall, line.organisation, line.reply, viewer.person, seen=line.seen)
        except AnsweredMeanwhileError:
            result.overtaken.append(line.organisation)
            continue
        (result.waiting if isinstance(made, Proposal) else result.written).append(line.organisation)
    return result


def do_enter(
    rollcall: RollCall, organisation: Organisation, reply: Reply, by: Person | None, *, seen: int
) -> Answer | Proposal:
    """Write it. What the city itself says already in the same words stays its own word."""
    standing = Answer.objects.filter(rollcall=rollcall, organisation=organisation).first()
    if standing is not None and says_the_same(standing, reply):
        return standing
    if Approving.objects.filter(organisation=organisation).exists():
        return do_propose(rollcall, organisation, reply, by, How.COORDINATOR, seen=seen, waits=Waits.LEAD)
    return do_answer(rollcall, organisation, reply, by, How.COORDINATOR, seen=seen, confirmed=False)


def confirm(viewer: Viewer, rollcall: RollCall, organisation: Organisation, *, seen: int) -> Answer:
    """As a speaker of the organisation, say that what was entered for it is right; `seen` is the version they saw.

    Raises AnsweredMeanwhileError where another one stands by now. What is confirmed already stays so.
    """
    check_answers(viewer, rollcall, organisation)
    if Approving.objects.filter(organisation=organisation).exists() and not may_approve_for(viewer, organisation):
        raise PermissionDenied(_("Your lead confirms the answers of your organisation."))
    return do_confirm(rollcall, organisation, viewer.person, seen=seen)


@transaction.atomic
def do_confirm(rollcall: RollCall, organisation: Organisation, by: Person | None, *, seen: int) -> Answer:
    """Mark the answer and its version, and write the act."""
    Invited.objects.select_for_update().get(rollcall=rollcall, organisation=organisation)
    row = Answer.objects.get(rollcall=rollcall, organisation=organisation)
    if row.version != seen or row.state != AnswerState.OFFICIAL:
        raise AnsweredMeanwhileError(row)
    if row.confirmed:
        return row
    # Sheets that are kept follow the moves: the mark in the row changes too.
    row.move, row.confirmed = next_move(rollcall), True
    row.save(update_fields=["move", "confirmed"])
    version = AnswerVersion.objects.filter(rollcall=rollcall, organisation=organisation, version=row.version)
    version.update(confirmed=True)
    record_answer("rollcall.confirmed", rollcall, organisation, by, version=row.version)
    return row
