"""What somebody answered is shown back: to who wrote the mail, whose link was used, for whom it was entered."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.kinds.rollcall.actions.answering import Reply, do_answer, do_propose
from intercity.kinds.rollcall.actions.approving import discard
from intercity.kinds.rollcall.models import Answer, How, Proposal, ProposalState, RollCall, Waits
from intercity.kinds.rollcall.tests.helpers import fresh, make_rollcall, reply
from intercity.kinds.rollcall.tests.telling import emails, leave, notice, recipients, sent, told
from intercity.kinds.rollcall.values.types import Amount, Choice
from intercity.notifications.models import Channel, Delivery, Follow, Preference
from intercity.organisations.models import Organisation, Role
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_persona

pytestmark = pytest.mark.django_db
BASE = "https://cities.example"
SAID = Reply(
    {"f1": Choice("planned"), "f2": Amount(Decimal(300), "playgrounds", about=True)}, comment="In the centre first."
)


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.PUBLIC_URL, settings.MAIL_IN_DOMAIN = BASE, "in.cities.example"


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    return make_rollcall(coordinator, space, [officer.organisation, officer_elsewhere.organisation])


def propose(rollcall: RollCall, by: Persona, waits: Waits = Waits.WRITER, said: Reply = SAID) -> Proposal:
    assert by.organisation
    return do_propose(rollcall, by.organisation, said, by.person, How.MAIL, seen=0, waits=waits, words="we plan it")


def enter(rollcall: RollCall, city: Organisation, by: Persona) -> Answer:
    return do_answer(rollcall, city, SAID, by.person, How.COORDINATOR, seen=None, confirmed=False)


def test_the_writer_of_a_mail_reads_at_once_what_was_understood(
    rollcall: RollCall, officer: Persona, colleague: Persona
) -> None:
    proposal = propose(rollcall, officer)
    assert told("rollcall.proposed", "rollcall_understood") == emails(officer)
    (letter,) = sent()
    text = str(letter.body)
    assert letter.subject == "Please confirm your answer: Playgrounds today"
    assert "Are playgrounds closed? Planned" in text
    assert "How many? about 300 playgrounds" in text
    assert "Comment: In the centre first." in text
    assert f"Confirm\n{BASE}/proposals/{proposal.uid}?as=" in text
    assert "Stop these mails" not in text
    assert not Answer.objects.exists()


def test_it_reaches_writers_who_want_no_mail_and_muted_the_question(rollcall: RollCall, officer: Persona) -> None:
    Preference.objects.create(person=officer.person, event="rollcall", pace="never")
    Follow.objects.create(person=officer.person, post=rollcall.post, muted=True)
    propose(rollcall, officer)
    notice("rollcall.proposed")
    assert recipients(sent()) == emails(officer)


@pytest.mark.parametrize("change", ["settled", "left", "closed"])
def test_what_is_settled_is_not_shown_back(change: str, rollcall: RollCall, officer: Persona) -> None:
    propose(rollcall, officer)
    notice("rollcall.proposed")
    if change == "settled":
        Proposal.objects.update(state=ProposalState.TAKEN)
    elif change == "left":
        leave(officer)
    else:
        RollCall.objects.update(closed_at=timezone.now())
    assert sent() == []


def test_a_newer_mail_replaces_what_was_understood_of_the_older(rollcall: RollCall, officer: Persona) -> None:
    propose(rollcall, officer)
    propose(rollcall, officer, said=Reply({}, no_capacity=True))
    notice("rollcall.proposed")
    (letter,) = sent()
    assert "We have no capacity to answer" in str(letter.body)


def test_nothing_of_an_answer_is_mailed_where_its_label_lets_no_text_travel(
    rollcall: RollCall, officer: Persona
) -> None:
    RollCall.objects.update(answers_label=Label.AMBER)
    propose(fresh(rollcall.post), officer)
    notice("rollcall.proposed")
    text = str(sent()[0].body)
    assert "In the centre first." not in text
    assert "300" not in text
    assert "Its text is not sent by mail." in text


def test_what_waits_for_the_lead_reaches_the_leads_only(
    rollcall: RollCall, officer: Persona, colleague: Persona, lead: Persona, officer_elsewhere: Persona
) -> None:
    assert officer_elsewhere.organisation
    make_persona("lead elsewhere", officer_elsewhere.organisation, Role.LEAD)
    proposal = propose(rollcall, officer, Waits.LEAD)
    assert told("rollcall.proposed", "rollcall_lead") == emails(lead)
    text = str(sent()[0].body)
    assert "officer answered for City of Nice. It counts when you approve it." in text
    assert f"{BASE}/proposals/{proposal.uid}" in text
    assert "?as=" not in text


def test_a_lead_who_is_one_no_more_is_not_asked(rollcall: RollCall, officer: Persona, lead: Persona) -> None:
    propose(rollcall, officer, Waits.LEAD)
    notice("rollcall.proposed")
    lead.person.memberships.update(role=Role.OFFICER)
    assert sent() == []


def test_whose_link_was_used_hears_of_it(rollcall: RollCall, officer: Persona, colleague: Persona) -> None:
    assert officer.organisation
    do_answer(rollcall, officer.organisation, SAID, officer.person, How.LINK, seen=0)
    assert told("rollcall.answered", "rollcall_receipt") == emails(officer)
    text = str(sent()[0].body)
    assert "You answered for City of Nice by the link in your mail:" in text
    assert "Was it not you?" in text
    assert f"Change the answer\n{BASE}/answer/" in text


@pytest.mark.parametrize("how", [How.PAGE, How.MAIL])
def test_what_was_answered_elsewhere_needs_no_receipt(how: How, rollcall: RollCall, officer: Persona) -> None:
    assert officer.organisation
    do_answer(rollcall, officer.organisation, SAID, officer.person, how, seen=0)
    notice("rollcall.answered")
    assert sent() == []


def test_for_whom_the_coordinator_answers_hears_and_confirms(
    rollcall: RollCall, coordinator: Persona, officer: Persona, colleague: Persona, officer_elsewhere: Persona
) -> None:
    assert officer.organisation
    enter(rollcall, officer.organisation, coordinator)
    assert told("rollcall.answered", "rollcall_entered") == emails(officer, colleague)
    mails = sent()
    assert recipients(mails) == emails(officer, colleague)
    assert "Are playgrounds closed? Planned" in str(mails[0].body)
    assert f"Confirm or correct\n{BASE}/answer/" in str(mails[0].body)
    inside = Delivery.objects.filter(channel=Channel.INSIDE)
    assert inside.count() == 2


def test_what_the_city_changed_meanwhile_needs_no_confirmation(
    rollcall: RollCall, coordinator: Persona, officer: Persona
) -> None:
    assert officer.organisation
    enter(rollcall, officer.organisation, coordinator)
    notice("rollcall.answered")
    do_answer(rollcall, officer.organisation, reply("no"), officer.person, How.PAGE, seen=None)
    assert sent() == []


def test_partners_who_left_the_space_hear_nothing_of_their_answer(
    coordinator: Persona, partner: Persona, space: Space
) -> None:
    assert partner.organisation
    rollcall = make_rollcall(coordinator, space, [partner.organisation])
    enter(rollcall, partner.organisation, coordinator)
    space.members.filter(organisation=partner.organisation).delete()
    notice("rollcall.answered")
    assert sent() == []


def test_who_wrote_it_hears_that_the_lead_did_not_approve(rollcall: RollCall, officer: Persona, lead: Persona) -> None:
    proposal = propose(rollcall, officer, Waits.LEAD)
    discard(lead.viewer, proposal)
    assert told("rollcall.refused", "rollcall_refused") == emails(officer)
    mails = [one for one in sent() if one.to == [officer.person.email]]
    assert "did not approve your answer" in str(mails[0].body)
    assert "Answer again\n" in str(mails[0].body)
