"""Every mail about a roll call is answered with "Reply" and goes where the mail says; or it says that it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as post_office
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import do_answer, do_propose
from intercity.kinds.rollcall.actions.approving import discard
from intercity.kinds.rollcall.actions.closing import do_close, do_reopen
from intercity.kinds.rollcall.actions.reminding import do_remind
from intercity.kinds.rollcall.clock import note_over
from intercity.kinds.rollcall.models import Answer, How, Proposal, RollCall, Waits
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall
from intercity.kinds.rollcall.tests.helpers import reply as said
from intercity.kinds.rollcall.tests.telling import notice, recipients, sent
from intercity.mailbox.models import Outcome, Reason
from intercity.mailbox.returning import send_returns
from intercity.mailbox.tests.helpers import PASS, arrive, letter, outcome, reply
from intercity.notifications.models import Preference
from intercity.organisations.models import Organisation, Role
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://cities.example"


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, officer: Persona, space: Space) -> RollCall:
    return make_rollcall(coordinator, space, [nice])


def comments() -> list[Post]:
    return list(Post.objects.filter(root__isnull=False))


def mail_to(persona: Persona, verb: str) -> EmailMessage:
    """The one mail that they get about the newest act of that verb."""
    notice(verb)
    (found,) = [one for one in sent() if one.to == [persona.person.email]]
    return found


def answer_it(persona: Persona, mail: EmailMessage, body: str = "Yes\n", verdict: str = "") -> str:
    """What becomes of their reply."""
    return arrive(letter(persona.person.email, body, verdict), mail.extra_headers["Reply-To"]).outcome


def remind(rollcall: RollCall, city: Organisation, officer: Persona) -> str:
    assert do_remind(rollcall, None, reminders=rollcall.reminders)
    return "rollcall.reminded"


def write(rollcall: RollCall, city: Organisation, officer: Persona) -> str:
    do_propose(rollcall, city, said(), officer.person, How.MAIL, seen=0, waits=Waits.WRITER)
    return "rollcall.proposed"


def use_link(rollcall: RollCall, city: Organisation, officer: Persona) -> str:
    do_answer(rollcall, city, said(), officer.person, How.LINK, seen=0)
    return "rollcall.answered"


def enter(rollcall: RollCall, city: Organisation, officer: Persona) -> str:
    do_answer(rollcall, city, said(), None, How.COORDINATOR, seen=None, confirmed=False)
    return "rollcall.answered"


def turn_down(rollcall: RollCall, city: Organisation, officer: Persona) -> str:
    waits = do_propose(rollcall, city, said(), officer.person, How.PAGE, seen=0, waits=Waits.LEAD)
    discard(make_persona("lead", city, Role.LEAD).viewer, waits)
    return "rollcall.refused"


@pytest.mark.parametrize("begin", [None, remind, write, use_link, enter, turn_down])
def test_replies_to_what_asks_or_shows_an_answer_are_read_as_one(
    begin: Callable[[RollCall, Organisation, Persona], str] | None, rollcall: RollCall, nice: Organisation,
    officer: Persona,
) -> None:  # fmt: skip
    mail = mail_to(officer, begin(rollcall, nice, officer) if begin else "post.published")
    assert "An answer to this mail is read as your answer." in str(mail.body)
    assert answer_it(officer, mail, "No, 4 playgrounds\n") == Outcome.READ
    made = Proposal.objects.latest("pk")
    assert (made.by, made.organisation, made.values["f1"], made.how) == (officer.person, nice, "no", How.MAIL)
    assert comments() == []


def test_a_reply_of_the_lead_approves_nothing(rollcall: RollCall, nice: Organisation, officer: Persona) -> None:
    lead = make_persona("lead", nice, Role.LEAD)
    do_propose(rollcall, nice, said(), officer.person, How.PAGE, seen=0, waits=Waits.LEAD)
    mail = mail_to(lead, "rollcall.proposed")
    assert "An answer to this mail does not approve it" in str(mail.body)
    assert answer_it(lead, mail, "Yes\n") == Outcome.READ
    assert not Answer.objects.exists()
    assert Proposal.objects.latest("pk").by == lead.person


def test_whoever_asked_and_is_not_asked_comments(rollcall: RollCall, coordinator: Persona) -> None:
    RollCall.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    note_over(timezone.now())
    mail = mail_to(coordinator, "rollcall.over")
    assert "then published under the post" in str(mail.body)
    assert answer_it(coordinator, mail) == Outcome.POSTED


@pytest.mark.parametrize("label", [Label.GREEN, Label.AMBER])
def test_the_mail_about_a_closed_one_takes_comments_where_they_reach_no_more_people(
    label: Label, coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], answers_label=label)
    Preference.objects.create(person=officer.person, event="rollcall_result", pace="now")
    give(rollcall, nice)
    Answer.objects.update(by=officer.person)
    do_close(rollcall, "Thank you.", coordinator.person)
    mail = mail_to(officer, "rollcall.closed")
    if label == Label.GREEN:
        assert answer_it(officer, mail, "Thank you too.\n") == Outcome.POSTED
    else:
        assert "Reply-To" not in mail.extra_headers
        assert "nobody reads this mailbox" in str(mail.body)


def test_who_is_on_duty_is_told_not_to_answer(rollcall: RollCall, nice: Organisation) -> None:
    Organisation.objects.filter(pk=nice.pk).update(duty_email="duty@nice.example")
    notice("post.published")
    (mail,) = [one for one in sent() if one.to == ["duty@nice.example"]]
    assert "Reply-To" not in mail.extra_headers
    assert "nobody reads this mailbox" in str(mail.body)


def test_who_answers_after_the_closing_hears_what_became_of_it(
    rollcall: RollCall, coordinator: Persona, officer: Persona, colleague: Persona
) -> None:
    asked = mail_to(officer, "post.published")
    do_close(rollcall, "", coordinator.person)
    assert answer_it(officer, asked, "Yes, 3 playgrounds\n") == Outcome.POSTED
    mail = mail_to(officer, "post.published")
    text = str(mail.body)
    assert mail.subject == "About your mail: Playgrounds today"
    assert "It is not counted as an answer." in text
    assert "for all who may see the question" in text
    assert "ask Secretariat to open the question again" in text
    assert Activity.objects.latest("pk").verb == "post.published"


@pytest.mark.parametrize("case", ["open", "not asked", "to a comment", "on the page"])
def test_other_comments_need_no_remark(
    case: str, rollcall: RollCall, coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    writer = officer if case in ("to a comment", "on the page") else officer_elsewhere
    parent = make_post(coordinator, space, kind="comment", parent=rollcall.post) if "comment" in case else rollcall.post
    if case != "open":
        do_close(rollcall, "", coordinator.person)
    if case == "on the page":
        make_post(writer, space, kind="comment", parent=rollcall.post)
    else:
        assert reply(writer, parent).outcome == Outcome.POSTED
    notice("post.published")
    assert not [one for one in sent() if "About your mail" in one.subject]


def test_what_comes_too_late_to_be_a_comment_returns_with_what_to_do(
    coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], answers_label=Label.AMBER)
    asked = mail_to(officer, "post.published")
    do_close(rollcall, "", coordinator.person)
    row = arrive(letter(officer.person.email, "Yes\n", PASS), asked.extra_headers["Reply-To"])
    assert outcome(row) == (Outcome.RETURNED, Reason.CLOSED)
    send_returns(timezone.now())
    text = str(post_office.outbox[-1].body)
    assert "write to whoever posted it" in text
    assert "on the page" not in text


def test_who_had_not_confirmed_before_the_closing_hears_it_once(
    rollcall: RollCall, coordinator: Persona, officer: Persona, nice: Organisation
) -> None:
    write(rollcall, nice, officer)
    do_close(rollcall, "Thank you.", coordinator.person)
    notice("rollcall.proposed")
    mail = mail_to(officer, "rollcall.closed")
    text = str(mail.body)
    assert mail.subject == "Closed before you confirmed: Playgrounds today"
    assert "It does not count." in text
    assert "Are playgrounds closed? Yes" in text
    assert f"/proposals/{Proposal.objects.get().uid}?as=" in text


@pytest.mark.parametrize("change", ["reopened", "confirmed"])
def test_what_counts_or_may_still_count_is_not_called_late(
    change: str, rollcall: RollCall, coordinator: Persona, officer: Persona, nice: Organisation
) -> None:
    write(rollcall, nice, officer)
    if change == "confirmed":
        give(rollcall, nice, said("no"))
        do_answer(rollcall, nice, said(), officer.person, How.MAIL, seen=None)
    do_close(rollcall, "", coordinator.person)
    notice("rollcall.closed")
    if change == "reopened":
        do_reopen(fresh(rollcall.post), coordinator.person)
    assert officer.person.email not in recipients(sent())
