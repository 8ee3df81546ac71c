"""Take an organisation's own words out of the answers of a closed roll call; its figures stay as they are final."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.actions.answering import next_move, record_answer
from intercity.kinds.rollcall.models import (
    Answer,
    AnswerVersion,
    FieldType,
    Given,
    Invited,
    Proposal,
    ProposalState,
    RollCall,
)
from intercity.kinds.rollcall.policies import may_unsay_for
from intercity.organisations.models import Organisation, Person
from intercity.organisations.strength import check_factor
from intercity.organisations.viewers import Viewer


def unsay(viewer: Viewer, rollcall: RollCall, organisation: Organisation) -> bool:
    """Take out comment, source, whom to call and short texts of `organisation`, of all its versions, for ever.

    Gives whether there were any. Raises PermissionDenied for whoever may not, and for one that is open.
    """
    check_unsays(viewer, rollcall, organisation)
    return do_unsay(rollcall, organisation, viewer.person)


def check_unsays(viewer: Viewer, rollcall: RollCall, organisation: Organisation) -> None:
    """Refuse whoever may not take words of `organisation` out, and while it can change its answer."""
    check_factor(viewer, rollcall.post)
    if not may_unsay_for(viewer, rollcall, organisation):
        raise PermissionDenied(_("Only verified officers of a city can take its words out, once this is closed."))


@transaction.atomic
def do_unsay(rollcall: RollCall, organisation: Organisation, by: Person | None) -> bool:
    """Write it; nothing where no words are. Neither the act nor anything else keeps them."""
    Invited.objects.select_for_update().get(rollcall=rollcall, organisation=organisation)
    texts = texts_of(rollcall)
    worded = [row for row in given_by(rollcall, organisation) if has_words(row, texts)]
    if not worded:
        return False
    move = next_move(rollcall, closed=True)
    for row in worded:
        row.comment = row.source = row.contact = ""
        # A text that was given still counts as given.
        row.values = {name: "" if name in texts else value for name, value in row.values.items()}
        row.save(update_fields=["comment", "source", "contact", "values"])
    Answer.objects.filter(rollcall=rollcall, organisation=organisation).update(move=move)
    settled(rollcall, organisation).update(words="")
    record_answer("rollcall.unsaid", rollcall, organisation, by)
    return True


def given_by(rollcall: RollCall, organisation: Organisation) -> Iterator[Given]:
    """What an organisation said there: as it stands, as it stood, and what was proposed and is settled."""
    about = {"rollcall": rollcall, "organisation": organisation}
    yield from Answer.objects.filter(**about)
    yield from AnswerVersion.objects.filter(**about)
    yield from settled(rollcall, organisation)


def settled(rollcall: RollCall, organisation: Organisation) -> QuerySet[Proposal]:
    """What waits for nobody any more."""
    rows = Proposal.objects.filter(rollcall=rollcall, organisation=organisation)
    return rows.exclude(state=ProposalState.OPEN)


def texts_of(rollcall: RollCall) -> set[str]:
    """The names of the fields that are answered in words, also of those that are asked no more."""
    return set(rollcall.fields.filter(type=FieldType.TEXT).values_list("name", flat=True))


def has_words(given: Given, texts: Collection[str]) -> bool:
    """Whether it says anything in words."""
    return any((given.comment, given.source, given.contact, *(given.values.get(name) for name in texts)))


def has_words_of(rollcall: RollCall, organisation: Organisation) -> bool:
    """Whether any words of `organisation` stand in its answers, or stood there."""
    texts, rows = texts_of(rollcall), AnswerVersion.objects.filter(rollcall=rollcall, organisation=organisation)
    return any(has_words(row, texts) for row in rows)
