"""What came of it: for whoever asked once, and at the end for those who answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.activity.models import Activity
from intercity.kinds.rollcall.clock import note_complete, note_over
from intercity.kinds.rollcall.models import Answer, How, RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.kinds.rollcall.tests.telling import emails, leave, notice, recipients, sent, told
from intercity.notifications.delivering import deliver_digests
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://cities.example"


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    return make_rollcall(coordinator, space, [officer.organisation, officer_elsewhere.organisation])


def pass_deadline() -> None:
    RollCall.objects.update(deadline=timezone.now() - timedelta(minutes=1))


def close(rollcall: RollCall, by: Persona, result: str = "Open them at **night**.") -> None:
    RollCall.objects.filter(pk=rollcall.pk).update(closed_at=timezone.now(), result=result)
    record_post("rollcall.closed", fresh(rollcall.post).post, by.person)


def digest_of(persona: Persona) -> str:
    deliver_digests(timezone.now() + timedelta(days=2))
    return "\n".join(str(one.body) for one in mail.outbox if one.to == [persona.person.email])


def test_at_the_deadline_whoever_asked_reads_how_it_stands(
    rollcall: RollCall, coordinator: Persona, officer: Persona
) -> None:
    assert officer.organisation
    give(rollcall, officer.organisation)
    pass_deadline()
    assert note_over(timezone.now()) == 1
    assert told("rollcall.over", "rollcall_over") == emails(coordinator)
    letter = sent()[0]
    assert letter.subject == "The deadline has passed: Playgrounds today"
    assert "1 of 2 cities has answered; 1 says yes." in str(letter.body)
    assert f"/posts/{rollcall.post.uid}/answers" in str(letter.body)


def test_when_all_have_answered_they_hear_of_it_and_not_again_at_the_deadline(
    rollcall: RollCall, coordinator: Persona, officer: Persona, officer_elsewhere: Persona
) -> None:
    for persona in (officer, officer_elsewhere):
        assert note_complete(timezone.now()) == 0
        assert persona.organisation
        give(rollcall, persona.organisation)
    assert note_complete(timezone.now()) == 1
    assert note_complete(timezone.now()) == 0
    assert told("rollcall.complete", "rollcall_over") == emails(coordinator)
    pass_deadline()
    assert note_over(timezone.now()) == 1
    assert told("rollcall.over", "rollcall_over") == emails(coordinator)
    assert [one.subject for one in sent()] == ["All have answered: Playgrounds today"]


def test_that_all_have_answered_is_told_to_nobody_who_may_not_see_the_answers(
    coordinator: Persona, officer: Persona, space: Space
) -> None:
    assert officer.organisation
    narrow = make_rollcall(coordinator, space, [officer.organisation], label=Label.CLEAR, answers_label=Label.AMBER)
    give(narrow, officer.organisation)
    assert note_complete(timezone.now()) == 1
    act = Activity.objects.get(verb="rollcall.complete")
    assert not act.public
    notice("rollcall.complete")
    assert sent() == []


def test_who_speaks_for_the_asking_organisation_no_more_hears_nothing(rollcall: RollCall, coordinator: Persona) -> None:
    pass_deadline()
    note_over(timezone.now())
    notice("rollcall.over")
    leave(coordinator)
    assert sent() == []


def test_those_who_answered_read_the_result_in_their_digest(
    rollcall: RollCall, coordinator: Persona, officer: Persona, colleague: Persona, officer_elsewhere: Persona
) -> None:
    assert officer.organisation
    give(rollcall, officer.organisation)
    Answer.objects.update(by=officer.person)
    close(rollcall, coordinator)
    notice("rollcall.closed")
    assert sent() == []
    text = digest_of(officer)
    assert "Open them at night." in text
    assert "1 of 2 cities has answered" in text
    assert {colleague.person.email, officer_elsewhere.person.email} & set(recipients(mail.outbox)) == set()


def test_for_whom_it_was_entered_their_speakers_hear(
    rollcall: RollCall, coordinator: Persona, officer: Persona, colleague: Persona
) -> None:
    assert officer.organisation
    give(rollcall, officer.organisation, reply("no"), How.COORDINATOR)
    Answer.objects.update(by=coordinator.person)
    close(rollcall, coordinator)
    notice("rollcall.closed")
    assert "Open them at" in digest_of(officer)
    assert colleague.person.email in recipients(mail.outbox)


def test_what_was_opened_again_is_not_told(rollcall: RollCall, coordinator: Persona, officer: Persona) -> None:
    assert officer.organisation
    give(rollcall, officer.organisation)
    Answer.objects.update(by=officer.person)
    close(rollcall, coordinator)
    notice("rollcall.closed")
    RollCall.objects.update(closed_at=None)
    assert "Open them" not in digest_of(officer)


def test_who_may_not_see_the_answers_reads_no_number_and_no_result(
    coordinator: Persona, officer: Persona, partner: Persona, space: Space
) -> None:
    """A partner who left the space still sees the public question; its answers are the network's."""
    assert officer.organisation
    assert partner.organisation
    asked = [officer.organisation, partner.organisation]
    rollcall = make_rollcall(coordinator, space, asked, label=Label.CLEAR, answers_label=Label.GREEN)
    give(rollcall, partner.organisation)
    Answer.objects.update(by=partner.person)
    close(rollcall, coordinator, "Twelve cities need help.")
    notice("rollcall.closed")
    space.members.filter(organisation=partner.organisation).delete()
    text = digest_of(partner)
    assert "has closed this question" in text
    assert "Twelve" not in text
    assert "answered;" not in text


def test_nobody_outside_is_told(rollcall: RollCall, coordinator: Persona, officer: Persona, stranger: Persona) -> None:
    outside = make_persona("outside", make_organisation("City of Ghent"))
    pass_deadline()
    note_over(timezone.now())
    notice("rollcall.over")
    close(rollcall, officer)
    notice("rollcall.closed")
    deliver_digests(timezone.now() + timedelta(days=2))
    assert set(recipients([*mail.outbox, *sent()])) == {coordinator.person.email}
    assert outside.person.email not in recipients(mail.outbox)
    assert Activity.objects.filter(verb="rollcall.over").count() == 1
    assert Post.objects.count() == 1
