"""Questions before an event: asked, supported, taken up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.posts.actions import react
from intercity.posts.models import Post, Reaction
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(officer: Persona, space: Space) -> Post:
    starts = timezone.now() + timedelta(days=3)
    details = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "zone": "Europe/Paris"}
    return make_post(officer, space, kind="event", title="Safe squares", **details)


def ask(persona: Persona, event: Post, body: str = "Who pays?") -> int:
    form = {"body": body, "language": "en", "uid": ""}
    status: int = persona.client.post(f"/posts/{event.uid}/questions", form).status_code
    return status


def press(persona: Persona, question: Post, name: str = "support", on: str = "1") -> int:
    status: int = persona.client.post(f"/posts/{question.uid}/{name}", {"on": on}).status_code
    return status


def page(persona: Persona, event: Post) -> str:
    text = persona.client.get(f"/posts/{event.uid}/").content.decode()
    return text.partition('id="questions"')[2].partition("</section>")[0]


def test_the_most_wanted_question_comes_first(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, coordinator: Persona, event: Post
) -> None:
    assert ask(officer_elsewhere, event, "First question") == ask(officer_elsewhere, event, "Second question") == 302
    second = Post.objects.get(body="Second question")
    assert (press(officer, second), press(coordinator, second), press(coordinator, second)) == (302, 302, 302)
    shown = page(officer, event)
    assert shown.index("Second question") < shown.index("First question")
    assert "You and 1 other organisation want to know this too" in shown
    assert "2 other organisations want to know this too" in page(officer_elsewhere, event)
    assert press(officer, second, on="0") == 302
    assert "1 other organisation wants to know this too" in page(officer, event)
    assert "You want to know this too" in page(coordinator, event)
    assert Reaction.objects.count() == 1


def test_nobody_supports_their_own_nor_what_they_do_not_see(
    officer: Persona, officer_elsewhere: Persona, reader: Persona, partner: Persona, event: Post
) -> None:
    ask(officer_elsewhere, event)
    question = Post.objects.get(kind="asked")
    assert (press(officer_elsewhere, question), press(reader, question), press(partner, question)) == (403, 403, 404)
    assert press(officer, question, on="x") == 400
    assert not Reaction.objects.exists()
    assert "aria-pressed" not in page(officer_elsewhere, event)


def test_comments_and_other_posts_are_still_not_supported_so(
    officer: Persona, officer_elsewhere: Persona, space: Space, event: Post
) -> None:
    comment = make_post(officer_elsewhere, space, kind="comment", title="", parent=event)
    news = make_post(officer_elsewhere, space)
    assert (press(officer, comment), press(officer, news)) == (404, 404)
    assert (ask(officer, news), ask(officer, comment)) == (404, 404)
    with pytest.raises(PermissionDenied):
        react(officer.viewer, comment, "needed", on=True)


def test_organisers_take_a_question_up(officer: Persona, officer_elsewhere: Persona, event: Post) -> None:
    ask(officer_elsewhere, event)
    question = Post.objects.get(kind="asked")
    assert press(officer_elsewhere, question, "take-up") == 403
    assert press(officer, question, "take-up") == press(officer, question, "take-up") == 302
    assert "Taken up" in page(officer_elsewhere, event)
    assert Activity.objects.filter(verb="asked.taken_up").count() == 1
    assert press(officer, question, "take-up", "0") == 302
    assert "Taken up" not in page(officer_elsewhere, event)


@pytest.mark.parametrize("body", ["", " \x00 ", "?!", "x" * 601])
def test_bad_input_comes_back_as_it_was_typed(body: str, officer: Persona, event: Post) -> None:
    form = {"body": body, "language": "en"}
    answer = officer.client.post(f"/posts/{event.uid}/questions", form)
    assert answer.status_code == 422
    assert "x" * 601 in answer.content.decode() or len(body) < 601
    assert not Post.objects.filter(kind="asked").exists()


def test_once_it_is_over_nothing_is_asked(officer: Persona, officer_elsewhere: Persona, event: Post) -> None:
    ask(officer_elsewhere, event)
    question = Post.objects.get(kind="asked")
    past = timezone.now() - timedelta(days=1)
    type(event.event).objects.filter(post=event).update(starts_at=past - timedelta(hours=1), ends_at=past)
    assert ask(officer, event) == 403
    assert press(officer, question) == 403
    assert press(officer, question, "take-up") == 302


def test_its_writer_edits_it_and_it_stays_taken_up(officer: Persona, officer_elsewhere: Persona, event: Post) -> None:
    ask(officer_elsewhere, event)
    question = Post.objects.get(kind="asked")
    press(officer, question, "take-up")
    form = {"body": "Who pays for it?", "language": "en", "uid": question.uid}
    assert officer_elsewhere.client.post(f"/posts/{question.uid}/edit", form).status_code == 302
    question = Post.objects.get(kind="asked")
    assert (question.body, question.asked_question.taken_up_at is not None) == ("Who pays for it?", True)
