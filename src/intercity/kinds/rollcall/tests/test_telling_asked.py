"""Who is asked hears of it once, and answers from the mail; reminders go to those who have not answered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import withdraw
from intercity.kinds.rollcall.actions.reminding import do_remind
from intercity.kinds.rollcall.models import Answer, FieldType, RollCall
from intercity.kinds.rollcall.telling.asked import asked
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall
from intercity.kinds.rollcall.tests.telling import emails, leave, notice, recipients, sent, told
from intercity.notifications.delivering import deliver_digests
from intercity.notifications.models import Preference
from intercity.organisations.models import Organisation, Role
from intercity.posts.telling import NotForThem
from intercity.spaces.models import Space, SpaceState
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db
BASE = "https://cities.example"
LINK = re.compile(rf"^([^\n]+)\n{BASE}(/answer/\S+)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.PUBLIC_URL, settings.MAIL_IN_DOMAIN = BASE, "in.cities.example"


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    return make_rollcall(coordinator, space, [officer.organisation, officer_elsewhere.organisation])


def remind(rollcall: RollCall) -> None:
    row = fresh(rollcall.post)
    assert do_remind(row, None, reminders=row.reminders)


def test_those_who_speak_for_the_cities_that_are_asked_hear_of_it_once(
    rollcall: RollCall, officer: Persona, colleague: Persona, officer_elsewhere: Persona, reader: Persona,
    stranger: Persona, partner: Persona,
) -> None:  # fmt: skip
    outside = make_persona("outside", make_organisation("City of Ghent"))
    assert told("post.published", "rollcall") == emails(officer, colleague, officer_elsewhere)
    mails = sent()
    assert recipients(mails) == emails(officer, colleague, officer_elsewhere)
    assert not {outside.person.email, reader.person.email} & set(recipients(mails))


def test_the_mail_has_a_link_for_each_answer_that_answers_nothing_by_itself(
    rollcall: RollCall, officer: Persona
) -> None:
    notice("post.published")
    letter = next(one for one in sent() if one.to == [officer.person.email])
    assert letter.subject == "Secretariat asks all cities: Playgrounds today"
    text = str(letter.body)
    assert "2 organisations, among them City of Nice" in text
    assert "\n\nAre playgrounds closed?\n\nYes\n" in text
    assert text.index("\nYes\n") < text.index("All that is asked:\n1. ") < text.index("Or simply answer this mail")
    assert "Or simply answer this mail in your own words" in text
    assert "Are playgrounds closed?" in text
    assert "An answer to this mail is read as your answer." in text
    assert [found[0] for found in LINK.findall(text)] == ["Yes", "Planned", "No", "Not our task"]
    assert letter.extra_headers["Reply-To"].endswith("@in.cities.example")
    assert isinstance(letter, EmailMultiAlternatives)
    assert str(letter.alternatives[0][0]).count(f"{BASE}/answer/") == 4
    assert not Answer.objects.exists()


def test_without_a_way_in_for_mail_nobody_is_told_to_answer_it(
    rollcall: RollCall, officer: Persona, settings: Settings
) -> None:
    settings.MAIL_IN_DOMAIN = ""
    notice("post.published")
    text = str(next(one for one in sent() if one.to == [officer.person.email]).body)
    assert "your own words" not in text
    assert "nobody reads this mailbox" in text


def test_where_no_single_choice_is_asked_one_button_opens_the_form(
    coordinator: Persona, officer: Persona, space: Space
) -> None:
    assert officer.organisation
    number = [{"type": FieldType.NUMBER, "label": "How many beds?", "unit": "beds"}]
    make_rollcall(coordinator, space, [officer.organisation], fields=number)
    notice("post.published")
    text = str(sent()[0].body)
    assert [found[0] for found in LINK.findall(text)] == ["Answer"]
    assert "How many beds? (beds)" in text


def test_the_mail_says_all_that_is_asked_so_that_it_can_be_answered_in_words(
    rollcall: RollCall, officer: Persona, nice: Organisation
) -> None:
    Organisation.objects.filter(pk=nice.pk).update(duty_email="duty@nice.example")
    notice("post.published")
    mails = [one for one in sent() if one.to[0] in ("duty@nice.example", officer.person.email)]
    assert len(mails) == 2
    for letter in mails:
        assert "1. Are playgrounds closed? (Yes / Planned / No / Not our task)\n2. How many? (playgrounds)\n" in str(
            letter.body
        )


def test_who_has_answered_before_the_mail_goes_is_not_asked(
    rollcall: RollCall, officer: Persona, officer_elsewhere: Persona
) -> None:
    notice("post.published")
    assert officer.organisation
    give(rollcall, officer.organisation)
    assert recipients(sent()) == emails(officer_elsewhere)


@pytest.mark.parametrize("change", ["left", "closed", "withdrawn post", "reads only"])
def test_who_may_not_answer_any_more_is_not_asked(change: str, rollcall: RollCall, officer: Persona) -> None:
    notice("post.published")
    if change == "left":
        leave(officer)
    elif change == "closed":
        RollCall.objects.update(closed_at=timezone.now())
    elif change == "withdrawn post":
        type(rollcall.post).objects.update(state="withdrawn")
    else:
        officer.person.memberships.update(role=Role.READER)
    assert officer.person.email not in recipients(sent())


def test_a_letter_is_not_for_whoever_speaks_for_nobody_that_is_asked(
    rollcall: RollCall, coordinator: Persona, officer: Persona
) -> None:
    act = Activity.objects.get(verb="post.published")
    assert asked.letter(act, officer.person, rollcall.post).buttons
    with pytest.raises(NotForThem):
        asked.letter(act, coordinator.person, rollcall.post)
    with pytest.raises(NotForThem):
        asked.letter(act, officer.person, None)


def test_a_duty_mailbox_gets_no_link_that_answers(rollcall: RollCall, officer: Persona) -> None:
    Organisation.objects.filter(slug="city-of-nice").update(duty_email="duty@nice.example")
    notice("post.published")
    letter = next(one for one in sent() if one.to == ["duty@nice.example"])
    assert "/answer/" not in str(letter.body)
    assert f"{BASE}/posts/{rollcall.post.uid}/" in str(letter.body)
    remind(rollcall)
    notice("rollcall.reminded")
    assert "duty@nice.example" not in recipients(sent())


def test_who_is_on_duty_is_not_called_for_an_exercise(rollcall: RollCall) -> None:
    Organisation.objects.update(duty_email="duty@nice.example")
    Space.objects.update(state=SpaceState.EXERCISE)
    notice("post.published")
    mails = sent()
    assert "duty@nice.example" not in recipients(mails)
    assert mails
    assert all(one.subject.startswith("[EXERCISE] ") for one in mails)


def test_reminders_go_to_those_who_have_not_answered(
    rollcall: RollCall, officer: Persona, officer_elsewhere: Persona
) -> None:
    assert officer.organisation
    give(rollcall, officer.organisation)
    remind(rollcall)
    assert told("rollcall.reminded", "rollcall") == emails(officer_elsewhere)
    assert sent()[0].subject == "Reminder: Secretariat waits for your answer: Playgrounds today"


def test_who_answers_between_reminder_and_mail_is_left_alone(
    rollcall: RollCall, officer: Persona, officer_elsewhere: Persona
) -> None:
    remind(rollcall)
    notice("rollcall.reminded")
    assert officer_elsewhere.organisation
    give(rollcall, officer_elsewhere.organisation)
    assert recipients(sent()) == emails(officer)


def test_no_reminder_goes_out_after_the_deadline(rollcall: RollCall) -> None:
    remind(rollcall)
    notice("rollcall.reminded")
    RollCall.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    assert sent() == []


def test_who_took_the_answer_back_is_reminded(rollcall: RollCall, officer: Persona) -> None:
    assert officer.organisation
    give(rollcall, officer.organisation)
    withdraw(officer.viewer, fresh(rollcall.post), officer.organisation)
    remind(rollcall)
    assert officer.person.email in told("rollcall.reminded", "rollcall")


def test_partners_outside_the_space_do_not_see_it_and_are_not_told(
    coordinator: Persona, officer: Persona, partner: Persona, space: Space
) -> None:
    assert officer.organisation
    assert partner.organisation
    make_rollcall(coordinator, space, [officer.organisation, partner.organisation])
    space.members.filter(organisation=partner.organisation).delete()
    notice("post.published")
    assert recipients(sent()) == emails(officer)


def test_a_digest_says_what_is_asked(rollcall: RollCall, officer: Persona) -> None:
    Preference.objects.create(person=officer.person, event="rollcall", pace="daily")
    notice("post.published")
    assert officer.person.email not in recipients(sent())
    deliver_digests(timezone.now() + timedelta(days=2))
    text = str(next(one for one in mail.outbox if one.to == [officer.person.email]).body)
    assert "Playgrounds today" in text
    assert "A question to all cities that waits for us" in text
    assert "Answer by:" in text
    assert "All that is asked:\n1. Are playgrounds closed?" in text
    assert "An answer to this mail is read as your answer." in text
    assert LINK.search(text)
