"""Where a question stands, on its page, card, in filters, table and structured data, and who may say so."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from intercity.activity.models import Activity
from intercity.kinds.question.models import Accepted
from intercity.kinds.question.states import State, state_of
from intercity.kinds.question.telling import question as teller
from intercity.matching.telling import asked as asked_teller
from intercity.matching.telling import desk
from intercity.notifications.recipients import notify
from intercity.posts.actions import withdraw
from intercity.posts.cards import render_card
from intercity.posts.lists import longest_waiting
from intercity.posts.models import Post
from intercity.posts.telling import NotForThem
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db


def asked(officer: Persona, space: Space, title: str = "Who has tents?") -> Post:
    return make_post(officer, space, kind="question", title=title, label=Label.CLEAR)


def answered(by: Persona, question: Post, body: str = "We have.") -> Post:
    return make_post(by, question.space, kind="comment", body=body, parent=question)


def send(client: Client, question: Post, verb: str, **data: str) -> int:
    return client.post(f"/posts/{question.uid}/{verb}", data).status_code


def state(question: Post) -> State:
    return state_of(Post.objects.for_cards().get(pk=question.pk))


def page(client: Client, question: Post, query: str = "") -> str:
    return client.get(f"/posts/{question.uid}/{query}").content.decode()


def found(space: Space, status: str) -> list[str]:
    html = Client().get(f"/spaces/{space.slug}/?status={status}").content.decode()
    return sorted(re.findall(r'<h3 id="t-\w+" lang="en"><a [^>]*>(.*?)</a>', html))


def test_an_answer_of_another_city_answers_it_ones_own_does_not(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    question = asked(officer, space)
    answered(colleague, question, "We mean those for families.")
    assert state(question) == State.OPEN
    assert longest_waiting(officer.viewer, space) == [question]
    answer = answered(officer_elsewhere, question)
    assert state(question) == State.ANSWERED
    assert longest_waiting(officer.viewer, space) == []
    withdraw(officer_elsewhere.viewer, answer)
    assert state(question) == State.OPEN


def test_accepting_resolves_it_and_taking_the_last_mark_back_does_not(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    question = asked(officer, space)
    one, two = (answered(officer_elsewhere, question, text) for text in ("First", "Second"))
    for answer in (one, two, two):
        assert send(colleague.client, question, "accept", accept=answer.uid) == 302
    assert state(question) == State.RESOLVED
    assert page(Client(), question).count("Accepted answer") == 2
    send(officer.client, question, "accept", take_back=one.uid)
    assert state(question) == State.RESOLVED
    send(officer.client, question, "accept", take_back=two.uid)
    assert state(question) == State.ANSWERED
    assert "Accepted answer" not in page(Client(), question)
    assert Activity.objects.filter(verb="question.accepted").count() == 4


def test_an_accepted_answer_that_is_withdrawn_answers_no_more(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    question = asked(officer, space)
    one, two = (answered(officer_elsewhere, question, text) for text in ("First", "Second"))
    for answer in (one, two):
        send(officer.client, question, "accept", accept=answer.uid)
    withdraw(officer_elsewhere.viewer, two)
    assert state(question) == State.RESOLVED
    send(officer.client, question, "accept", take_back=one.uid)
    assert state(question) == State.ANSWERED
    send(officer.client, question, "accept", accept=one.uid)
    withdraw(officer_elsewhere.viewer, one)
    assert state(question) == State.OPEN
    assert longest_waiting(officer.viewer, space) == [question]
    send(officer.client, question, "settle", on="1")
    withdraw(officer_elsewhere.viewer, answered(officer_elsewhere, question))
    assert state(question) == State.RESOLVED, "said, not worked out"


def test_the_asker_settles_and_opens_again(officer: Persona, space: Space) -> None:
    question = asked(officer, space)
    assert send(officer.client, question, "settle", on="1") == 302
    assert state(question) == State.RESOLVED
    assert "waits" not in render_card(Post.objects.for_cards().get(), "en")
    assert longest_waiting(officer.viewer, space) == []
    assert "We still need to know" in page(officer.client, question)
    send(officer.client, question, "settle", on="0")
    assert state(question) == State.OPEN
    assert 'class="card waits"' in render_card(Post.objects.for_cards().get(), "en")


def test_nobody_else_settles_or_accepts(
    officer: Persona,
    officer_elsewhere: Persona,
    reader: Persona,
    stranger: Persona,
    coordinator: Persona,
    space: Space,
) -> None:
    question = asked(officer, space)
    answer = answered(officer_elsewhere, question)
    for persona in (officer_elsewhere, reader, stranger, coordinator):
        assert send(persona.client, question, "accept", accept=answer.uid) == 403
        assert send(persona.client, question, "settle", on="1") == 403
        assert "accept-form" not in page(persona.client, question)
    assert not Accepted.objects.exists()
    Space.objects.filter(pk=space.pk).update(state=SpaceState.ARCHIVED)
    assert send(officer.client, question, "settle", on="1") == 403


def test_only_answers_of_others_under_this_question_are_accepted(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    question, other = asked(officer, space), asked(officer, space, "Another?")
    own, elsewhere = answered(colleague, question), answered(officer_elsewhere, other)
    gone = answered(officer_elsewhere, question)
    withdraw(officer_elsewhere.viewer, gone)
    for uid in (own.uid, elsewhere.uid, gone.uid, question.uid, "x\0", ""):
        assert send(officer.client, question, "accept", accept=uid) == 404
    update = make_post(officer, space)
    assert send(officer.client, update, "accept", accept=answered(officer_elsewhere, update).uid) == 403


def test_filters_and_table_know_the_state(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    asked(officer, space, "Open")
    answered(officer_elsewhere, asked(officer, space, "Answered"))
    send(officer.client, asked(officer, space, "Resolved"), "settle", on="1")
    make_post(officer, space, kind="practice", title="Practice", status="active", label=Label.CLEAR)
    assert [found(space, status) for status in State.values] == [["Open"], ["Answered"], ["Resolved"]]
    assert found(space, "active") == ["Practice"]
    table = Client().get(f"/spaces/{space.slug}/table.csv?columns=title,status").content.decode("utf-8-sig")
    assert {"Open", "Answered", "Resolved"} <= {line.split(",")[1] for line in table.split() if line.count(",") > 1}


def test_structured_data_names_accepted_answers(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    question = asked(officer, space)
    answer = answered(officer_elsewhere, question, "Ask the **Red Cross**.")
    answered(officer_elsewhere, question, "No idea.")
    send(officer.client, question, "accept", accept=answer.uid)
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page(Client(), question))[1])  # type: ignore[index]
    assert data["answerCount"] == 2
    assert [one["text"] for one in data["acceptedAnswer"]] == ["Ask the Red Cross."]
    assert data["acceptedAnswer"][0]["author"]["name"] == "City of Torino"


def test_whoever_answered_hears_that_it_was_accepted(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    question = asked(officer, space)
    answer = answered(officer_elsewhere, question)
    send(officer.client, question, "accept", accept=answer.uid)
    act = Activity.objects.get(verb="question.accepted")
    assert list(teller.listeners(act)) == [officer_elsewhere.person]
    notify(act)
    letter = teller.letter(act, officer_elsewhere.person, Post.objects.get(pk=question.pk))
    assert "accepted" in letter.subject
    send(officer.client, question, "accept", take_back=answer.uid)
    assert not teller.cares(Activity.objects.filter(verb="question.accepted").latest("pk"))


def test_answers_stand_level_by_level_on_request(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, space: Space
) -> None:
    question = asked(officer, space)
    assert "Group by level" not in page(Client(), question)
    for persona, body in ((partner, "From the ministry"), (officer_elsewhere, "From a city")):
        answered(persona, question, body)
    plain, grouped = page(Client(), question), page(Client(), question, "?by=level")
    assert "Group by level" in plain
    assert plain.index("From the ministry") < plain.index("From a city")
    assert grouped.index("From a city") < grouped.index("From the ministry")
    assert re.findall(r'<h3 class="level">(.*?)</h3>', grouped) == ["City", "Country"]


def test_the_card_carries_the_signal_only_while_it_waits(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    question = asked(officer, space)

    def card() -> str:
        return render_card(Post.objects.for_cards().get(pk=question.pk), "en")

    assert 'class="wait">Open' in card()
    second = make_persona("second", officer_elsewhere.organisation)
    answered(second, question)
    assert 'class="wait"' not in card()


def test_a_settled_question_disturbs_nobody_any_more(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    question = asked(officer, space)
    send(officer.client, question, "settle", on="1")
    found = Post.objects.get(pk=question.pk)
    for each in (asked_teller, desk):
        with pytest.raises(NotForThem, match="settled by whoever asked"):
            each.letter(Activity(verb="question.escalated"), officer_elsewhere.person, found)
