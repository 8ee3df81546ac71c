"""GET /posts/<uid>/answers/closed: numbers as they were at the last closing, also after it was opened again."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from intercity.kinds.rollcall.actions.answering import withdraw
from intercity.kinds.rollcall.actions.closing import close, reopen
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    made = make_rollcall(coordinator, space, [officer.organisation, officer_elsewhere.organisation], label=Label.CLEAR)
    give(made, officer.organisation, reply("yes", 3))
    return fresh(made.post)


def address(rollcall: RollCall) -> str:
    return f"/posts/{rollcall.post.uid}/answers/closed"


def test_what_was_never_closed_is_not_there(rollcall: RollCall, officer: Persona) -> None:
    assert officer.client.get(address(rollcall)).status_code == 404


def test_the_numbers_stay_when_it_is_opened_again(
    rollcall: RollCall, coordinator: Persona, officer: Persona, officer_elsewhere: Persona
) -> None:
    assert officer.organisation
    assert officer_elsewhere.organisation
    close(coordinator.viewer, fresh(rollcall.post), "Most are closed.")
    html = Client().get(address(rollcall)).content.decode()
    assert "1 of 2 cities has answered; 1 says yes." in html
    assert "Most are closed." in html
    assert "It was opened again" not in html
    reopen(coordinator.viewer, fresh(rollcall.post))
    give(fresh(rollcall.post), officer_elsewhere.organisation, reply("no"))
    withdraw(officer.viewer, fresh(rollcall.post), officer.organisation)
    html = Client().get(address(rollcall)).content.decode()
    assert "1 of 2 cities has answered; 1 says yes." in html
    assert "Torino" not in html
    assert "It was opened again" in html
    close(coordinator.viewer, fresh(rollcall.post), "")
    html = Client().get(address(rollcall)).content.decode()
    assert "1 of 2 cities has answered; 1 says no." in html


def test_it_can_be_cited(rollcall: RollCall, coordinator: Persona) -> None:
    close(coordinator.viewer, fresh(rollcall.post), "")
    html = Client().get(address(rollcall)).content.decode()
    assert re.search(
        r"Secretariat: Playgrounds today\. Answers of 1 organisations?, closed on .*? Intercity, http", html
    )
    assert '<meta name="citation_title" content="Playgrounds today">' in html
    assert 'answers/closed"><meta property="og:url"' in html


def test_those_whom_the_answers_are_not_for_learn_nothing(
    rollcall: RollCall, coordinator: Persona, stranger: Persona
) -> None:
    close(coordinator.viewer, fresh(rollcall.post), "")
    RollCall.objects.update(answers_label=Label.GREEN)
    for viewer in (Client(), stranger.client):
        answer = viewer.get(address(rollcall))
        assert answer.status_code == 403
        assert "says yes" not in answer.content.decode()
