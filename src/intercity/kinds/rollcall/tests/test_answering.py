"""One official answer of each organisation, versioned; who may give it; what two at once do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import AnsweredMeanwhileError, answer, withdraw
from intercity.kinds.rollcall.models import Answer, AnswerVersion, Approving, Proposal, RollCall, Waits
from intercity.kinds.rollcall.sheet import sheet_at, sheet_of
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.organisations.models import Role
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    return make_rollcall(coordinator, space, [officer.organisation, officer_elsewhere.organisation])


def test_an_answer_is_official_and_says_so_in_the_record(rollcall: RollCall, officer: Persona) -> None:
    assert officer.organisation
    given = answer(officer.viewer, rollcall, officer.organisation, reply("yes", 3), seen=0)
    assert isinstance(given, Answer)
    assert (given.version, given.late, given.values["f1"]) == (1, False, "yes")
    act = Activity.objects.latest("pk")
    assert (act.verb, act.organisation_uid, act.public) == ("rollcall.answered", officer.organisation.uid, False)


def test_the_second_of_two_at_once_is_told_and_nothing_is_lost(
    rollcall: RollCall, officer: Persona, colleague: Persona
) -> None:
    assert officer.organisation
    answer(officer.viewer, rollcall, officer.organisation, reply("yes"), seen=0)
    with pytest.raises(AnsweredMeanwhileError) as told:
        answer(colleague.viewer, rollcall, officer.organisation, reply("no"), seen=0)
    assert told.value.standing.values == {"f1": "yes"}
    answer(colleague.viewer, rollcall, officer.organisation, reply("no"), seen=1)
    assert list(AnswerVersion.objects.order_by("version").values_list("version", "values__f1")) == [
        (1, "yes"), (2, "no"),
    ]  # fmt: skip


def test_the_same_answer_again_is_no_new_version(rollcall: RollCall, officer: Persona, colleague: Persona) -> None:
    assert officer.organisation
    answer(officer.viewer, rollcall, officer.organisation, reply("yes"), seen=0)
    answer(colleague.viewer, rollcall, officer.organisation, reply("yes"), seen=0)
    assert AnswerVersion.objects.count() == 1
    assert Activity.objects.filter(verb="rollcall.answered").count() == 1


def test_only_speakers_of_a_city_that_is_asked_answer(
    rollcall: RollCall, officer: Persona, officer_elsewhere: Persona, coordinator: Persona, stranger: Persona
) -> None:
    assert officer.organisation
    reader = make_persona("reader", officer.organisation, Role.READER, speaks=False)
    for persona in (officer_elsewhere, coordinator, stranger, reader):
        with pytest.raises(PermissionDenied):
            answer(persona.viewer, rollcall, officer.organisation, reply(), seen=0)
    outside = make_persona("outside", make_organisation("City of Ghent"))
    assert outside.organisation
    with pytest.raises(PermissionDenied):
        answer(outside.viewer, rollcall, outside.organisation, reply(), seen=0)
    assert not Answer.objects.exists()


def test_after_the_deadline_an_answer_is_late_and_after_closing_there_is_none(
    rollcall: RollCall, officer: Persona
) -> None:
    assert officer.organisation
    RollCall.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    given = answer(officer.viewer, fresh(rollcall.post), officer.organisation, reply(), seen=0)
    assert isinstance(given, Answer)
    assert given.late
    RollCall.objects.update(closed_at=timezone.now())
    with pytest.raises(PermissionDenied, match="closed"):
        answer(officer.viewer, fresh(rollcall.post), officer.organisation, reply("no"), seen=1)


def test_where_the_lead_approves_an_officers_answer_waits(rollcall: RollCall, officer: Persona) -> None:
    assert officer.organisation
    Approving.objects.create(organisation=officer.organisation)
    waiting = answer(officer.viewer, rollcall, officer.organisation, reply(), seen=0)
    assert isinstance(waiting, Proposal)
    assert waiting.waits == Waits.LEAD
    assert not Answer.objects.exists()
    lead = make_persona("lead", officer.organisation, Role.LEAD)
    assert isinstance(answer(lead.viewer, rollcall, officer.organisation, reply("no"), seen=0), Answer)
    # What the officer wrote is not lost: the lead still decides about it, and the officer hears of that.
    assert Proposal.objects.get().state == "open"


def test_a_sheet_follows_answers_changes_and_withdrawals(
    rollcall: RollCall, officer: Persona, officer_elsewhere: Persona
) -> None:
    nice, torino = officer.organisation, officer_elsewhere.organisation
    assert nice
    assert torino
    assert [city.pk for city in sheet_of(rollcall).missing] == sorted([nice.pk, torino.pk])
    give(rollcall, nice, reply("yes", 3))
    before = timezone.now()
    assert set(sheet_of(fresh(rollcall.post)).rows) == {nice.pk}
    give(rollcall, nice, reply("no"))
    give(rollcall, torino, reply("planned"))
    rows = sheet_of(fresh(rollcall.post)).rows
    assert {pk: row.values["f1"].option for pk, row in rows.items()} == {nice.pk: "no", torino.pk: "planned"}  # type: ignore[union-attr]
    withdraw(officer.viewer, fresh(rollcall.post), nice)
    assert set(sheet_of(fresh(rollcall.post)).rows) == {torino.pk}
    then = sheet_at(rollcall, before).rows
    assert {pk: row.values["f1"].option for pk, row in then.items()} == {nice.pk: "yes"}  # type: ignore[union-attr]
