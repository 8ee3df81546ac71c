"""GET /posts/<uid>/answers/closed: numbers as they were at the last closing, also after it was opened again."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client

from intercity.kinds.rollcall.actions.answering import Reply, withdraw
from intercity.kinds.rollcall.actions.closing import close, reopen
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.kinds.rollcall.values.types import Amount, Words
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


WORDS = {"comment": "Ask Zorica.", "source": "https://example.org/zorica", "contact": "Zorica, +359 32 1"}


def words_left(rollcall: RollCall, client: Client) -> list[bool]:
    """Which words are on the page: a text that was asked for, the comment, its source, whom to call."""
    html = client.get(address(rollcall)).content.decode()
    assert "1 of 2 cities has answered" in html
    assert "data-org" in html
    return [word in html for word in ("Zoricas keys", *WORDS.values())]


@pytest.fixture
def wordy(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    """Closed, with all that an answer can say in words."""
    assert officer.organisation
    assert officer_elsewhere.organisation
    cities = [officer.organisation, officer_elsewhere.organisation]
    fields = [{"type": "number", "label": "How many?"}, {"type": "text", "label": "How?"}]
    made = make_rollcall(coordinator, space, cities, label=Label.CLEAR, fields=fields)
    give(made, officer.organisation, worded("Zoricas keys", **WORDS))
    close(coordinator.viewer, fresh(made.post), "")
    return fresh(made.post)


def worded(text: str, number: int = 73, **words: str) -> Reply:
    return Reply({"f1": Amount(Decimal(number)), "f2": Words(text)}, **words)


def test_whom_to_call_is_not_cited_and_the_words_that_still_stand_are(wordy: RollCall, coordinator: Persona) -> None:
    assert words_left(wordy, Client()) == [True, True, True, False]
    reopen(coordinator.viewer, fresh(wordy.post))
    assert words_left(wordy, Client()) == [True, True, True, False]


def test_nothing_stays_of_the_words_of_who_withdrew(wordy: RollCall, coordinator: Persona, officer: Persona) -> None:
    assert officer.organisation
    reopen(coordinator.viewer, fresh(wordy.post))
    withdraw(officer.viewer, fresh(wordy.post), officer.organisation)
    for client in (Client(), coordinator.client):
        assert words_left(wordy, client) == [False] * 4
        html = client.get(address(wordy)).content.decode()
        assert '<td class="f1 n">73</td>' in html
        assert html.count("(taken out since)") == 2


def test_words_that_were_changed_are_not_cited_as_they_were(
    wordy: RollCall, coordinator: Persona, officer: Persona
) -> None:
    assert officer.organisation
    reopen(coordinator.viewer, fresh(wordy.post))
    give(fresh(wordy.post), officer.organisation, worded("Zoricas keys", 5, comment="", source=WORDS["source"]))
    assert words_left(wordy, Client()) == [True, False, True, False]
    assert '<td class="f1 n">73</td>' in Client().get(address(wordy)).content.decode()
    give(fresh(wordy.post), officer.organisation, worded("Others", 5, comment=WORDS["comment"]))
    assert words_left(wordy, Client()) == [False, True, False, False]


def test_those_whom_the_answers_are_not_for_learn_nothing(
    rollcall: RollCall, coordinator: Persona, stranger: Persona
) -> None:
    close(coordinator.viewer, fresh(rollcall.post), "")
    RollCall.objects.update(answers_label=Label.GREEN)
    for viewer in (Client(), stranger.client):
        answer = viewer.get(address(rollcall))
        assert answer.status_code == 403
        assert "says yes" not in answer.content.decode()
