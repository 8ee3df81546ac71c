"""Give, change and withdraw an organisation's answer; say that one sees to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.kinds.rollcall.models import (
    Answer,
    AnswerState,
    AnswerVersion,
    Approving,
    Given,
    How,
    Invited,
    Proposal,
    ProposalState,
    RollCall,
    Waits,
)
from intercity.kinds.rollcall.policies import may_approve_for, may_take_back_for
from intercity.kinds.rollcall.values.types import Value, stored
from intercity.kinds.rollcall.visibility import answers_label
from intercity.organisations.models import Organisation, Person
from intercity.organisations.strength import check_factor
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.publishing import named, record_post
from intercity.posts.actions.releasing import label_for_now
from intercity.spaces.agreeing import check_agreed
from intercity.spaces.models import Label

# For so long colleagues are told that somebody sees to it.
SEES_TO_IT_MINUTES = 30
# What concerns the organisation's own people only.
INSIDE = ("rollcall.proposed", "rollcall.refused")


@dataclass(frozen=True)
class Reply:
    """What an organisation answers: checked values by field name, and what goes with them."""

    values: Mapping[str, Value]
    no_capacity: bool = False
    comment: str = ""
    source: str = ""
    contact: str = ""

    def stored_values(self) -> dict[str, Any]:
        """As `Given.values` holds them; nothing where there is no capacity to answer."""
        return {} if self.no_capacity else {name: stored(value) for name, value in self.values.items()}


class AnsweredMeanwhileError(Exception):
    """Somebody of the same organisation has answered since the page was opened; nothing was written."""

    def __init__(self, standing: Answer) -> None:
        super().__init__(f"version {standing.version} stands")
        self.standing = standing


def answer(
    viewer: Viewer, rollcall: RollCall, organisation: Organisation, reply: Reply, *, seen: int, how: How = How.PAGE
) -> Answer | Proposal:
    """Give the official answer of `organisation`, or change it; gives it, or what waits for the lead's approval.

    `seen` is the version the person saw (0 for none). Raises AnsweredMeanwhileError when another one stands by now,
    and PermissionDenied for whoever may not answer.
    """
    check_answers(viewer, rollcall, organisation)
    needs_lead = Approving.objects.filter(organisation=organisation).exists()
    if needs_lead and not may_approve_for(viewer, organisation):
        return do_propose(rollcall, organisation, reply, viewer.person, how, seen=seen, waits=Waits.LEAD)
    return do_answer(rollcall, organisation, reply, viewer.person, how, seen=seen)


def check_answers(viewer: Viewer, rollcall: RollCall, organisation: Organisation) -> None:
    """Refuse whoever may not answer for `organisation`."""
    check_takes_back(viewer, rollcall, organisation)
    check_agreed(rollcall.post.space, organisation.pk)


def check_takes_back(viewer: Viewer, rollcall: RollCall, organisation: Organisation) -> None:
    """Refuse whoever may not withdraw what `organisation` answered."""
    if rollcall.is_closed:
        raise PermissionDenied(_("This is closed: its answers stay as they are."))
    check_factor(viewer, rollcall.post)
    if not may_take_back_for(viewer, rollcall, organisation):
        raise PermissionDenied(_("Only verified officers of a city that is asked may answer for it."))


@transaction.atomic
def do_answer(
    rollcall: RollCall,
    organisation: Organisation,
    reply: Reply,
    by: Person | None,
    how: How,
    *,
    seen: int | None,
    confirmed: bool = True,
) -> Answer:
    """Write the answer, its version and the act. `seen` None overwrites whatever stands.

    The same content again is no new version. Raises AnsweredMeanwhileError.
    """
    # Two officers of one city wait here for each other.
    Invited.objects.select_for_update().get(rollcall=rollcall, organisation=organisation)
    standing = Answer.objects.filter(rollcall=rollcall, organisation=organisation).first()
    if standing is not None and seen is not None and standing.version != seen:
        if says_the_same(standing, reply):
            return standing
        raise AnsweredMeanwhileError(standing)
    if standing is not None and says_the_same(standing, reply) and standing.confirmed == confirmed:
        return standing
    row = standing or Answer(rollcall=rollcall, organisation=organisation, version=0)
    fill(row, reply, by, how)
    row.state, row.confirmed = AnswerState.OFFICIAL, confirmed
    return do_write(row)


def says_the_same(standing: Answer, reply: Reply) -> bool:
    """Whether this answer stands already."""
    return standing.state == AnswerState.OFFICIAL and content_of(standing) == content_said(reply)


def content_said(reply: Reply) -> tuple[object, ...]:
    """The same of what is said, as it will be stored."""
    return reply.stored_values(), reply.no_capacity, reply.comment, reply.source, reply.contact


def content_of(given: Given) -> tuple[object, ...]:
    """What an answer says, to compare."""
    return given.values, given.no_capacity, given.comment, given.source, given.contact


def fill(row: Given, reply: Reply, by: Person | None, how: How) -> None:
    """Put what is said into an unsaved row."""
    row.values, row.no_capacity = reply.stored_values(), reply.no_capacity
    row.comment, row.source, row.contact = reply.comment, reply.source, reply.contact
    row.by, row.how, row.at = by, how, timezone.now()


def do_write(row: Answer) -> Answer:
    """Write an answer as its next version, in the caller's transaction, which holds the organisation's row."""
    rollcall = row.rollcall
    row.move = next_move(rollcall)
    row.version += 1
    row.late = rollcall.is_late(row.at)
    row.save()
    names = [field.attname for field in AnswerVersion._meta.concrete_fields if not field.primary_key]
    AnswerVersion.objects.create(**{name: getattr(row, name) for name in names})
    settle_older(row)
    do_hold_answers(rollcall, row.by)
    verb = "rollcall.answered" if row.state == AnswerState.OFFICIAL else "rollcall.unanswered"
    record_answer(verb, rollcall, row.organisation, row.by, version=row.version, how=row.how)
    return row


def do_hold_answers(rollcall: RollCall, by: Person | None) -> None:
    """Before words are added to answers that are public: where a second person must agree to what becomes public, they
    are for the network from now on. In the caller's transaction, which holds the roll call.
    """
    label = label_for_now(rollcall.post.space, rollcall.answers_label)
    if label != rollcall.answers_label:
        rollcall.answers_label = label
        rollcall.save(update_fields=["answers_label"])
        record_post("rollcall.changed", rollcall.post, by, was_public=True, answers=label)


def next_move(rollcall: RollCall, *, closed: bool = False) -> int:
    """The number of a change of an answer, in the caller's transaction; `closed` for what is done once it is closed.

    Else raises PermissionDenied then: whoever closes waits for this row, so that no answer comes after.
    """
    if not RollCall.objects.filter(pk=rollcall.pk, closed_at__isnull=not closed).update(moves=F("moves") + 1):
        if closed:
            raise PermissionDenied(_("This was opened again: change your answer instead."))
        raise PermissionDenied(_("This is closed: its answers stay as they are."))
    return RollCall.objects.values_list("moves", flat=True).get(pk=rollcall.pk)


def settle_older(row: Answer) -> None:
    """What the same person proposed before waits no more, nor what says the same. What a colleague proposed waits on:
    whoever decides about it is shown the difference.
    """
    waiting = Proposal.objects.filter(
        rollcall=row.rollcall, organisation=row.organisation, state=ProposalState.OPEN, at__lte=row.at
    )
    done = [one.pk for one in waiting if one.by_id == row.by_id or content_of(one) == content_of(row)]
    waiting.filter(pk__in=done).update(state=ProposalState.REPLACED, settled_at=row.at)


def withdraw(viewer: Viewer, rollcall: RollCall, organisation: Organisation) -> None:
    """Take the answer of `organisation` back: it counts no more, its versions stay."""
    check_takes_back(viewer, rollcall, organisation)
    do_withdraw(rollcall, organisation, viewer.person)


@transaction.atomic
def do_withdraw(rollcall: RollCall, organisation: Organisation, by: Person | None) -> None:
    """Write it; nothing where no answer stands."""
    Invited.objects.select_for_update().get(rollcall=rollcall, organisation=organisation)
    rows = Answer.objects.filter(rollcall=rollcall, organisation=organisation, state=AnswerState.OFFICIAL)
    row = rows.first()
    if row is not None:
        row.state, row.by, row.how, row.at = AnswerState.WITHDRAWN, by, How.PAGE, timezone.now()
        do_write(row)


@transaction.atomic
def do_propose(
    rollcall: RollCall,
    organisation: Organisation,
    reply: Reply,
    by: Person | None,
    how: How,
    *,
    seen: int,
    waits: Waits,
    words: str = "",
) -> Proposal:
    """Keep an answer that does not count yet, in place of an older one of the same person; with its act."""
    Invited.objects.select_for_update().get(rollcall=rollcall, organisation=organisation)
    older = Proposal.objects.filter(
        rollcall=rollcall, organisation=organisation, waits=waits, state=ProposalState.OPEN, by=by
    )
    older.update(state=ProposalState.REPLACED, settled_at=timezone.now())
    row = Proposal(rollcall=rollcall, organisation=organisation, waits=waits, seen_version=seen, words=words)
    fill(row, reply, by, how)
    row.save()
    record_answer("rollcall.proposed", rollcall, organisation, by, proposal=row.uid, waits=waits)
    return row


def see_to_it(viewer: Viewer, rollcall: RollCall, organisation: Organisation, *, on: bool = True) -> None:
    """Tell colleagues that one sees to the answer, or no more. Shown for half an hour; no act, nobody is told."""
    check_answers(viewer, rollcall, organisation)
    said = {"answering": viewer.person, "answering_at": timezone.now()} if on else {"answering": None}
    Invited.objects.filter(rollcall=rollcall, organisation=organisation).update(**said)


def record_answer(verb: str, rollcall: RollCall, organisation: Organisation, by: Person | None, **data: object) -> None:
    """Append an act about answers. It is public only where they are; `organisation` is who answers, or who asked."""
    post = rollcall.post
    record(
        verb,
        person_uid=by.uid if by else "",
        organisation_uid=organisation.uid,
        space_uid=post.space.uid,
        post_uid=post.uid,
        root_uid=post.uid,
        public=verb not in INSIDE and answers_label(post) == Label.CLEAR,
        data={"kind": post.kind, "label": answers_label(post), **named(post.readers_id), **data},
    )
