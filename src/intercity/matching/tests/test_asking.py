"""From the published question to those who are asked, and what they do."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intercity.activity.models import Activity
from intercity.matching.actions import ask, decline
from intercity.matching.models import Asked, AskedState, Pursuit
from intercity.matching.proposing import describe
from intercity.matching.queries import asked_lines, escalations
from intercity.matching.subject import subject_of
from intercity.matching.tests.helpers import ask_about, make_knower
from intercity.organisations.models import Organisation, Person
from intercity.organisations.viewers import viewer_for
from intercity.posts.actions import withdraw
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db


def ask_them(asker: Persona, question: Post, *them: Persona) -> list[Asked]:
    """Ask their organisations."""
    keys = [persona.organisation.pk for persona in them if persona.organisation]
    return ask(asker.viewer, question, describe(asker.viewer, subject_of(question), keys))


def page(persona: Persona, question: Post) -> str:
    """The question's page."""
    return persona.client.get(question.get_absolute_url()).content.decode()


def test_publishing_a_question_leads_to_the_choice_of_whom_to_ask(officer: Persona, space: Space, topic: Topic) -> None:
    make_knower("Lyon", space, topic, practices=2)
    form = {"title": "Where do people sleep?", "topics": [topic.slug], "label": "green", "language": "en"}
    answer = officer.client.post(f"/spaces/{space.slug}/post/question", form, follow=True)
    question = Post.objects.get(kind="question")
    assert answer.redirect_chain[-1][0] == reverse("post_ask", args=[question.uid])
    shown = answer.content.decode()
    assert 'value="lyon"' in shown
    assert "shared 2 practices on Housing" in shown


def test_those_that_are_ticked_are_asked_and_the_others_left_out(officer: Persona, space: Space, topic: Topic) -> None:
    make_knower("Lyon", space, topic, practices=2)
    ghent = make_knower("Ghent", space, topic)
    question = ask_about(officer, space, topic)
    form = {"shown": ["lyon", "ghent"], "ask": ["lyon"], "goes_on": "1", "do": "send"}
    answer = officer.client.post(reverse("post_ask", args=[question.uid]), form)
    assert answer.status_code == 302
    (asked,) = Asked.objects.all()
    assert asked.organisation.slug == "lyon"
    assert asked.reasons[0] == {"code": "practices", "n": 2, "topics": ["housing"]}
    pursuit = Pursuit.objects.get()
    assert ghent.organisation is not None
    assert (pursuit.ring, pursuit.goes_on, pursuit.left_out) == (1, True, [ghent.organisation.uid])
    act = Activity.objects.get(verb="question.asked")
    assert (act.data["organisations"], act.data["ring"], act.public) == ([asked.organisation.uid], 1, False)


def test_asking_twice_asks_once(officer: Persona, space: Space, topic: Topic) -> None:
    lyon = make_knower("Lyon", space, topic)
    question = ask_about(officer, space, topic)
    assert len(ask_them(officer, question, lyon)) == 1
    assert ask_them(officer, question, lyon) == []
    assert Activity.objects.filter(verb="question.asked").count() == 1


def test_nobody_need_be_asked(officer: Persona, space: Space, topic: Topic) -> None:
    make_knower("Lyon", space, topic)
    question = ask_about(officer, space, topic)
    officer.client.post(reverse("post_ask", args=[question.uid]), {"shown": ["lyon"], "do": "send"})
    assert not Asked.objects.exists()
    assert not Activity.objects.filter(verb="question.asked").exists()
    assert not Pursuit.objects.get().goes_on


def test_an_organisation_is_added_by_name(officer: Persona, space: Space, topic: Topic) -> None:
    make_knower("Lyon", space, topic)
    question = ask_about(officer, space, topic)
    address = reverse("post_ask", args=[question.uid])
    shown = officer.client.post(address, {"organisation": "Lyon", "do": "add"}).content.decode()
    assert 'value="lyon" id="ask-lyon" checked' in shown
    assert not Asked.objects.exists()
    refused = officer.client.post(address, {"organisation": "Atlantis", "do": "add"})
    assert refused.status_code == 422
    officer.client.post(address, {"shown": ["lyon"], "ask": ["lyon"], "do": "send"})
    assert Asked.objects.get().organisation.slug == "lyon"


def test_reasons_are_never_taken_from_the_browser(officer: Persona, space: Space, topic: Topic) -> None:
    make_knower("Lyon", space, topic)
    question = ask_about(officer, space, topic)
    form = {"shown": ["lyon"], "ask": ["lyon", "ghent"], "reasons": "anything", "do": "send"}
    officer.client.post(reverse("post_ask", args=[question.uid]), form)
    assert [row["code"] for row in Asked.objects.get().reasons] == ["country"]


def test_whoever_was_asked_enough_cannot_be_asked_by_hand_either(officer: Persona, space: Space, topic: Topic) -> None:
    lyon = make_knower("Lyon", space, topic)
    Space.objects.filter(pk=space.pk).update(asks_per_week=1)
    ask_them(officer, ask_about(officer, space, topic), lyon)
    question = Post.objects.get(pk=ask_about(officer, space, topic).pk)
    make_knower("Ghent", space, topic)
    form = {"shown": ["lyon", "ghent"], "ask": ["lyon", "ghent"], "do": "send"}
    answer = officer.client.post(reverse("post_ask", args=[question.uid]), form)
    assert answer.status_code == 422
    assert "lyon was asked often enough this week" in answer.content.decode().lower()
    assert 'value="ghent" id="ask-ghent" checked' in answer.content.decode(), "the list is kept"
    assert Asked.objects.count() == 1


def test_one_organisation_cannot_use_up_the_patience_of_all(
    officer: Persona, colleague: Persona, space: Space, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intercity.matching.actions.MOST_BY_ONE", 2)
    cities = [make_knower(name, space, topic) for name in ("Lyon", "Ghent", "Turin")]
    ask_them(officer, ask_about(officer, space, topic), *cities[:2])
    question = ask_about(colleague, space, topic)
    with pytest.raises(PermissionDenied, match="2 cities directly in a week, and 0 are left"):
        ask_them(colleague, question, cities[2])
    assert Asked.objects.count() == 2


def test_only_the_organisation_that_asks_may_choose(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, stranger: Persona, space: Space, topic: Topic
) -> None:
    question = ask_about(officer, space, topic)
    address = reverse("post_ask", args=[question.uid])
    statuses = [who.client.get(address).status_code for who in (officer, colleague, officer_elsewhere, stranger)]
    assert statuses == [200, 200, 403, 404]
    practice = make_post(officer, space, kind="practice")
    assert officer.client.get(reverse("post_ask", args=[practice.uid])).status_code == 403


def test_those_who_are_asked_see_it_on_the_page_with_three_ways(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    question = ask_about(officer, space, topic)
    assert "City of Torino is asked" not in page(officer_elsewhere, question)
    ask_them(officer, question, officer_elsewhere)
    shown = page(officer_elsewhere, question)
    assert "Torino is asked" in shown
    assert "do=pass" in shown
    assert "do=decline" in shown
    assert "Torino is asked" not in page(officer, question)


def test_an_answer_settles_it_and_a_withdrawn_one_does_not(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    question = ask_about(officer, space, topic)
    ask_them(officer, question, officer_elsewhere)
    answer = make_post(officer_elsewhere, space, kind="comment", parent=question)
    assert asked_lines(question, reasons=2)[0].state == "answered"
    assert "Torino is asked" not in page(officer_elsewhere, question)
    withdraw(officer_elsewhere.viewer, answer)
    assert asked_lines(question, reasons=2)[0].state == "waiting"


def test_opening_the_links_of_a_mail_changes_nothing(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    question = ask_about(officer, space, topic)
    ask_them(officer, question, officer_elsewhere)
    for what in ("pass", "decline"):
        address = f"{reverse('post_asked', args=[question.uid])}?do={what}&organisation=city-of-torino"
        assert officer_elsewhere.client.get(address).status_code == 200
        assert officer_elsewhere.client.head(address).status_code == 200
    assert Asked.objects.get().state == AskedState.WAITING


def test_an_old_link_leads_to_the_question_once_it_is_answered(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    question = ask_about(officer, space, topic)
    ask_them(officer, question, officer_elsewhere)
    make_post(officer_elsewhere, space, kind="comment", parent=question)
    form = {"do": "decline", "organisation": "city-of-torino"}
    for answer in (
        officer_elsewhere.client.get(reverse("post_asked", args=[question.uid]), form),
        officer_elsewhere.client.post(reverse("post_asked", args=[question.uid]), form),
    ):
        assert answer["Location"] == question.get_absolute_url()
    assert Asked.objects.get().state == AskedState.WAITING


def test_not_us_is_noted_once(officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic) -> None:
    question = ask_about(officer, space, topic)
    ask_them(officer, question, officer_elsewhere)
    form = {"do": "decline", "organisation": "city-of-torino"}
    for _twice in range(2):
        officer_elsewhere.client.post(reverse("post_asked", args=[question.uid]), form)
    row = Asked.objects.get()
    assert (row.state, row.settled_by) == (AskedState.DECLINED, officer_elsewhere.person)
    assert Activity.objects.filter(verb="question.declined").count() == 1
    assert "cannot help" in page(officer, question)
    assert "Torino is asked" not in page(officer_elsewhere, question)


def test_it_is_passed_to_a_colleague(officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic) -> None:
    other = make_persona("other", officer_elsewhere.organisation)
    question = ask_about(officer, space, topic)
    ask_them(officer, question, officer_elsewhere)
    membership = other.person.memberships.get()
    form = {"do": "pass", "organisation": "city-of-torino", "colleague": membership.pk}
    officer_elsewhere.client.post(reverse("post_asked", args=[question.uid]), form)
    row = Asked.objects.get()
    assert (row.state, row.passed_to) == (AskedState.PASSED, other.person)
    assert Activity.objects.get(verb="question.passed").data["to"] == other.person.uid


def test_it_is_never_passed_outside(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, reader: Persona, space: Space, topic: Topic
) -> None:
    question = ask_about(officer, space, topic)
    ask_them(officer, question, officer_elsewhere)
    for somebody in (colleague, reader, officer_elsewhere):
        membership = somebody.person.memberships.get()
        form = {"do": "pass", "organisation": "city-of-torino", "colleague": membership.pk}
        answer = officer_elsewhere.client.post(reverse("post_asked", args=[question.uid]), form)
        assert answer.status_code == 422
    assert Asked.objects.get().state == AskedState.WAITING


def test_nobody_else_settles_it(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, stranger: Persona, space: Space, topic: Topic
) -> None:
    question = ask_about(officer, space, topic)
    (row,) = ask_them(officer, question, officer_elsewhere)
    form = {"do": "decline", "organisation": "city-of-torino"}
    for somebody in (officer, reader, stranger):
        assert somebody.client.post(reverse("post_asked", args=[question.uid]), form).status_code == 404
        with pytest.raises(PermissionDenied):
            decline(viewer_for(Person.objects.get(pk=somebody.person.pk)), row)
    assert Asked.objects.get().state == AskedState.WAITING


def test_the_public_does_not_see_who_was_asked(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, stranger: Persona, space: Space, topic: Topic,
    ministry: Organisation, client: object,
) -> None:  # fmt: skip
    question = ask_about(officer, space, topic, Label.CLEAR)
    ask_them(officer, question, officer_elsewhere)
    mark = "Who was asked"
    assert mark in page(officer, question)
    assert mark in page(officer_elsewhere, question)
    assert mark not in client.get(question.get_absolute_url()).content.decode()  # type: ignore[attr-defined]
    assert mark not in page(stranger, question)
    assert mark not in page(partner, question)
    do_join(space, ministry)
    Space.objects.get().save()
    Activity.objects.create(verb="space.joined", at=question.published_at, space_uid=space.uid)
    inside = page(partner, question)
    assert mark in inside
    assert "also a city" in page(officer, question)
    assert "also a city" not in inside, "reasons count what a partner may not see"


def test_beside_a_question_stands_little_of_each_and_all_where_one_asks(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    topics = [topic.slug, *(Topic.objects.create(slug=name, labels={"en": name.title()}).slug for name in "xyz")]
    question = ask_about(officer, space, topic)
    ask_them(officer, question, officer_elsewhere)
    codes = ("practices", "answers", "posts", "words")
    Asked.objects.update(ring=2, reasons=[{"code": code, "n": 2, "topics": topics} for code in codes])
    beside = page(officer, question).partition("Who was asked")[2].partition("</section>")[0]
    assert re.findall("<small>(.*?)</small>", beside) == [
        "shared 2 practices on Housing, X, …", "answered 2 questions on Housing, X, …"
    ]  # fmt: skip
    assert re.findall("<span.*?>(.*?)</span>", beside) == ["waiting", "asked later"]
    choosing = officer.client.get(reverse("post_ask", args=[question.uid])).content.decode()
    assert "wrote 2 posts in similar words" in choosing


def test_about_what_is_settled_nobody_is_asked(
    officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    question = ask_about(officer, space, topic)
    ask_them(officer, question, officer_elsewhere)
    assert "Torino is asked" in page(officer_elsewhere, question)
    assert "Ask cities directly" in page(officer, question)
    officer.client.post(f"/posts/{question.uid}/settle", {"on": "1"})
    assert "Torino is asked" not in page(officer_elsewhere, question)
    assert "Ask cities directly" not in page(officer, question)
    address, form = reverse("post_ask", args=[question.uid]), {"shown": ["city-of-torino"], "ask": ["city-of-torino"]}
    assert officer.client.post(address, {**form, "do": "send"}).status_code == 403


def test_null_bytes_name_nobody(officer: Persona, space: Space, topic: Topic) -> None:
    """PostgreSQL refuses them."""
    make_knower("Lyon", space, topic)
    address = reverse("post_ask", args=[ask_about(officer, space, topic).uid])
    assert officer.client.get(address, {"organisation": "\x00"}).status_code == 200
    form = {"shown": ["\x00", "lyon"], "ask": ["\x00", "lyon"], "do": "send"}
    assert officer.client.post(address, form).status_code == 302
    assert Asked.objects.get().organisation.slug == "lyon"


def test_the_page_costs_the_same_however_many_are_on_it(officer: Persona, space: Space, topic: Topic) -> None:
    client, address = officer.client, reverse("post_ask", args=[ask_about(officer, space, topic).uid])

    def cost(shown: list[str]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.post(address, {"shown": shown, "do": "add"}).status_code == 422
        return len(queries)

    for n in range(6):
        make_knower(f"city {n}", space, topic, practices=1)
    cost(["city-0"])
    assert cost(["city-0"]) == cost([f"city-{n}" for n in range(6)])


def test_what_an_organisation_knows_stands_on_its_profile(
    lead: Persona, officer: Persona, topic: Topic, client: object
) -> None:
    address = reverse("organisation_expertise", args=["city-of-nice"])
    assert officer.client.get(address).status_code == 403
    assert lead.client.post(address, {"topics": [topic.pk]}).status_code == 302
    shown = client.get(reverse("organisation", args=["city-of-nice"])).content.decode()  # type: ignore[attr-defined]
    assert "Housing" in shown
    lead.client.post(address, {})
    shown = client.get(reverse("organisation", args=["city-of-nice"])).content.decode()  # type: ignore[attr-defined]
    assert "Housing" not in shown


def test_nothing_is_escalated_before_its_time(officer: Persona, space: Space, topic: Topic) -> None:
    ask_about(officer, space, topic)
    assert not escalations(officer.viewer).exists()
