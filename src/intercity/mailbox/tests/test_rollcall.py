"""Replies to the mail about a roll call: read as answers that their writers confirm, never comments, never official."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import Reply
from intercity.kinds.rollcall.actions.approving import confirm
from intercity.kinds.rollcall.links import answer_path
from intercity.kinds.rollcall.models import Answer, FieldType, How, Proposal, ProposalState, RollCall
from intercity.kinds.rollcall.reply import reply_of, said_in
from intercity.kinds.rollcall.telling.people import one_to_answer
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall
from intercity.kinds.rollcall.values.types import Amount, Choice, asked_of
from intercity.mailbox.models import Approval, Held, Incoming, Outcome, Reason
from intercity.mailbox.receiving import accept
from intercity.mailbox.settling import settle, settle_waiting
from intercity.mailbox.tests.helpers import PASS, letter, outcome, reply
from intercity.notifications.addresses import reply_address
from intercity.organisations.models import Membership, Organisation, Role
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db

FIELDS = (
    {"type": FieldType.STANDING, "label": "Have you opened hotels as shelters?"},
    {"type": FieldType.NUMBER, "label": "How many hotels?", "unit": "hotels"},
)


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    return make_rollcall(coordinator, space, [officer.organisation, officer_elsewhere.organisation], fields=FIELDS)


def comments() -> int:
    return Post.objects.filter(root__isnull=False).count()


def test_what_was_understood_waits_for_its_writer(officer: Persona, rollcall: RollCall) -> None:
    words = "Yes, 3 hotels. The second one opens its kitchen at six.\n"
    row = reply(officer, rollcall.post, body=f"{words}\nOn 22.11.2026 Intercity <x@y.example> wrote:\n> 9 hotels\n")
    made = Proposal.objects.get()
    assert (row.outcome, row.person, row.post_uid, bytes(row.raw)) == (Outcome.READ, officer.person, "", b"")
    assert made.values == {"f1": "yes", "f2": {"value": "3", "unit": "hotels"}}
    assert made.comment == "The second one opens its kitchen at six."
    assert (made.waits, made.how, made.by, made.organisation) == (
        "writer",
        How.MAIL,
        officer.person,
        officer.organisation,
    )
    assert made.words == words.strip()
    assert (comments(), Answer.objects.count()) == (0, 0)


def test_the_act_comes_last_and_names_the_proposal(officer: Persona, rollcall: RollCall) -> None:
    reply(officer, rollcall.post, body="Yes\n")
    act = Activity.objects.latest("pk")
    assert (act.verb, act.data["waits"], act.public) == ("rollcall.proposed", "writer", False)
    assert act.data["proposal"] == Proposal.objects.get().uid


def test_an_official_answer_stays_until_the_newer_one_is_confirmed(officer: Persona, rollcall: RollCall) -> None:
    assert officer.organisation
    give(rollcall, officer.organisation, Reply({"f1": Choice("yes"), "f2": Amount(Decimal(2), "hotels")}))
    reply(officer, rollcall.post, body="No.\n")
    assert Answer.objects.get().values["f1"] == "yes"
    assert Proposal.objects.get().seen_version == 1


def test_a_second_reply_replaces_the_first(officer: Persona, rollcall: RollCall) -> None:
    reply(officer, rollcall.post, body="Yes, 3 hotels\n")
    reply(officer, rollcall.post, body="Sorry, no.\n", Message_ID="<2@x.example>")
    states = Proposal.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ProposalState.REPLACED, ProposalState.OPEN]


def test_what_says_nothing_becomes_the_comment(officer: Persona, rollcall: RollCall) -> None:
    reply(officer, rollcall.post, body="We might open some next week.\n")
    made = Proposal.objects.get()
    assert (made.values, made.comment) == ({}, "We might open some next week.")


def test_no_capacity_is_an_answer(officer: Persona, rollcall: RollCall) -> None:
    reply(officer, rollcall.post, body="We have no capacity to answer.\n")
    assert Proposal.objects.get().no_capacity


def test_who_answers_for_no_city_that_is_asked_comments(coordinator: Persona, rollcall: RollCall) -> None:
    row = reply(coordinator, rollcall.post, body="Yes, 3 hotels\n")
    assert (row.outcome, comments(), Proposal.objects.count()) == (Outcome.POSTED, 1, 0)


def test_who_may_not_speak_is_told(officer: Persona, rollcall: RollCall) -> None:
    Membership.objects.filter(person=officer.person).update(role=Role.READER)
    row = reply(officer, rollcall.post, body="Yes\n", verdict=PASS)
    assert outcome(row) == (Outcome.RETURNED, Reason.MAY_NOT_SPEAK)
    assert not Proposal.objects.exists()


def test_a_reply_to_a_comment_is_a_comment(
    officer: Persona, coordinator: Persona, rollcall: RollCall, space: Space
) -> None:
    comment = make_post(coordinator, space, kind="comment", parent=rollcall.post)
    assert reply(officer, comment, body="Yes, 3 hotels\n").outcome == Outcome.POSTED
    assert not Proposal.objects.exists()


def test_no_colleague_looks_at_it_first(officer: Persona, colleague: Persona, rollcall: RollCall) -> None:
    """The second pair of eyes is for what is published; this is confirmed, and approved where the lead wants it so."""
    Approval.objects.create(organisation=officer.organisation)
    assert reply(officer, rollcall.post, body="Yes\n").outcome == Outcome.READ
    assert not Held.objects.exists()


def test_a_closed_one_takes_comments_only(officer: Persona, rollcall: RollCall) -> None:
    RollCall.objects.update(closed_at=timezone.now())
    assert reply(officer, rollcall.post, body="Yes\n").outcome == Outcome.POSTED
    assert not Proposal.objects.exists()


def test_a_late_answer_is_no_comment_for_more_people_than_the_answers(
    coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], fields=FIELDS, answers_label=Label.AMBER)
    RollCall.objects.update(closed_at=timezone.now())
    row = reply(officer, rollcall.post, body="Yes, 3 hotels\n", verdict=PASS)
    assert (outcome(row), comments()) == ((Outcome.RETURNED, Reason.CLOSED), 0)


def test_links_of_ours_that_are_quoted_are_not_kept(officer: Persona, rollcall: RollCall, nice: Organisation) -> None:
    path = answer_path(officer.person, rollcall, nice)
    reply(officer, rollcall.post, body=f"Yes, 3 hotels. I could not open https://cities.example{path}?option=yes\n")
    made = Proposal.objects.get()
    assert path[-43:] not in made.words + made.comment
    assert made.values["f1"] == "yes"


def test_of_two_cities_that_have_not_answered_the_one_that_the_mail_named(
    coordinator: Persona, torino: Organisation, nice: Organisation, space: Space
) -> None:
    both = make_persona("both", torino)
    Membership.objects.create(person=both.person, organisation=nice, role=Role.OFFICER, verified_at=timezone.now())
    rollcall = make_rollcall(coordinator, space, [nice, torino], fields=FIELDS)
    named = one_to_answer(viewer_for(both.person), rollcall)
    reply(both, rollcall.post, body="Yes\n")
    assert Proposal.objects.get().organisation == named


def test_one_closed_in_the_same_moment_returns_it(
    officer: Persona, rollcall: RollCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intercity.kinds.rollcall import mailed

    def close(*args: object) -> Reply:
        RollCall.objects.update(closed_at=timezone.now())
        return Reply({})

    monkeypatch.setattr(mailed, "as_reply", close)
    assert outcome(reply(officer, rollcall.post, body="Yes\n", verdict=PASS)) == (Outcome.RETURNED, Reason.CLOSED)
    assert not Proposal.objects.exists()


def test_one_narrowed_in_the_same_moment_stays_closed(
    officer: Persona, rollcall: RollCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intercity.kinds.rollcall import mailed

    def narrow(*args: object) -> Reply:
        Post.objects.filter(pk=rollcall.pk).update(label=Label.AMBER)
        return Reply({})

    monkeypatch.setattr(mailed, "as_reply", narrow)
    assert reply(officer, rollcall.post, body="Yes\n").outcome == Outcome.DROPPED
    assert not Proposal.objects.exists()


def test_who_speaks_for_two_cities_answers_for_the_one_that_is_asked(
    officer: Persona, ministry: Organisation, rollcall: RollCall
) -> None:
    Membership.objects.update_or_create(
        person=officer.person, organisation=ministry, defaults={"role": Role.OFFICER, "verified_at": timezone.now()}
    )
    reply(officer, rollcall.post, body="Yes\n")
    assert Proposal.objects.get().organisation == officer.organisation


def test_of_two_cities_that_are_asked_the_one_that_has_not_answered(
    coordinator: Persona, officer: Persona, torino: Organisation, ministry: Organisation, space: Space
) -> None:
    both = make_persona("both", ministry)
    for city in (officer.organisation, torino):
        Membership.objects.create(person=both.person, organisation=city, role=Role.OFFICER, verified_at=timezone.now())
    assert officer.organisation
    rollcall = make_rollcall(coordinator, space, [officer.organisation, torino], fields=FIELDS)
    give(rollcall, officer.organisation, Reply({"f1": Choice("yes")}))
    reply(both, rollcall.post, body="Yes\n")
    assert Proposal.objects.get().organisation == torino


@pytest.mark.parametrize("line", ["do_propose", "record_answer", "finish", "understand"])
def test_a_death_at_any_line_leaves_one_proposal_in_the_end(
    line: str, officer: Persona, rollcall: RollCall, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    from intercity.kinds.rollcall import mailed
    from intercity.kinds.rollcall.actions import answering
    from intercity.mailbox import settling

    class KilledError(BaseException):
        """The process dies."""

    def die(*args: object, **kwargs: object) -> None:
        raise KilledError

    room = {"do_propose": mailed, "understand": mailed, "record_answer": answering, "finish": settling}[line]
    (row,) = accept(
        letter(officer.person.email, body="Yes, 3 hotels\n").as_bytes(), [reply_address(officer.person, rollcall.post)]
    )
    with monkeypatch.context() as patch:
        patch.setattr(room, line, die)
        with pytest.raises(KilledError):
            settle(Incoming.objects.get(pk=row.pk))
    assert not Proposal.objects.exists()
    assert Incoming.objects.get(pk=row.pk).outcome == Outcome.WAITING
    settle_waiting(timezone.now())
    settle_waiting(timezone.now())
    assert Proposal.objects.count() == Activity.objects.filter(verb="rollcall.proposed").count() == 1
    assert Incoming.objects.get(pk=row.pk).outcome == Outcome.READ


def test_confirmed_it_is_the_citys_answer(officer: Persona, rollcall: RollCall) -> None:
    """The way on: what was read from the mail is shown to its writer and, once confirmed, is official, "by mail"."""
    reply(officer, rollcall.post, body="Yes, 3 hotels\n")
    made = Proposal.objects.get()
    fields = [asked_of(field) for field in rollcall.fields.all()]
    shown = {said.label: said.text for said in said_in(reply_of(made, fields), fields)}
    assert shown["How many hotels?"] == "3 hotels"
    confirm(officer.viewer, made, reply_of(made, fields), seen=made.seen_version)
    official = Answer.objects.get()
    assert (official.values["f1"], official.how, official.confirmed) == ("yes", How.MAIL, True)
