"""Connect two posts by hand, and part them: found by words or address, one press, sentences for what cannot be."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.posts import actions
from intercity.posts.links import ANSWERS, SEE
from intercity.posts.models import Link, Post
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(officer: Persona, space: Space, topic: Topic) -> Post:
    return make_post(officer, space, kind="question", title="Where is it cool?", label=Label.GREEN, topics=[topic])


@pytest.fixture
def practice(officer_elsewhere: Persona, space: Space, topic: Topic) -> Post:
    return make_post(
        officer_elsewhere, space, kind="practice", title="We open libraries", label=Label.GREEN, topics=[topic]
    )


def address(post: Post) -> str:
    return f"/posts/{post.uid}/connect"


def test_what_fits_is_offered_and_one_press_connects(
    officer_elsewhere: Persona, question: Post, practice: Post
) -> None:
    shown = officer_elsewhere.client.get(address(question)).content.decode()
    assert 'value="answers-back" selected' in shown
    assert f'name="other" value="{practice.uid}"' in shown
    answer = officer_elsewhere.client.post(address(question), {"how": "answers-back", "other": practice.uid})
    assert answer.status_code == 302
    row = Link.objects.get()
    assert (row.source, row.target, row.sort) == (practice, question, ANSWERS.name)
    assert f'value="{practice.uid}"' not in officer_elsewhere.client.get(address(question)).content.decode()


@pytest.mark.parametrize(
    "text", ["https://network.example/posts/{}/", "/posts/{}", "{}", " https://x.example/posts/{}?a#b "]
)
def test_an_address_finds_it(officer: Persona, question: Post, practice: Post, text: str) -> None:
    shown = officer.client.get(address(question), {"q": text.format(practice.uid), "how": "see-back"}).content.decode()
    assert f'name="other" value="{practice.uid}"' in shown


def test_whoever_looks_after_neither_is_told(colleague: Persona, question: Post, practice: Post) -> None:
    shown = colleague.client.get(address(question), {"q": practice.uid}).content.decode()
    assert "We open libraries" in shown
    assert 'name="other"' not in shown
    answer = colleague.client.post(address(question), {"how": "see-back", "other": practice.uid})
    assert answer.status_code == 422
    assert "Only those who look after one of the two posts can connect them." in answer.content.decode()
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("how", "other", "said"),
    [
        ("answers-back", "", "There is no such post"), ("answers-back", "zzzzzzzzzzzz", "There is no such post"),
        ("answers-back", "\x00' OR 1=1", "There is no such post"), ("answers-back", "itself", "connected with itself"),
        ("eaten-by", "practice", "Choose how they are connected"), ("", "practice", "Choose how they are connected"),
    ],
)  # fmt: skip
def test_rubbish_is_answered_with_a_sentence(
    officer: Persona, question: Post, practice: Post, how: str, other: str, said: str
) -> None:
    named = {"itself": question.uid, "practice": practice.uid}
    answer = officer.client.post(address(question), {"how": how, "other": named.get(other, other), "q": "x" * 9000})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Link.objects.exists()


def test_what_one_does_not_see_is_not_found(officer: Persona, question: Post, practice: Post) -> None:
    Post.objects.filter(pk=practice.pk).update(state="hidden")
    for sent in ({"q": practice.uid}, {"q": "libraries"}, {}):
        assert "We open libraries" not in officer.client.get(address(question), sent).content.decode()
    answer = officer.client.post(address(question), {"how": "answers-back", "other": practice.uid})
    assert "There is no such post" in answer.content.decode()


def test_strangers_and_readers_do_not_get_in(
    stranger: Persona, reader: Persona, officer: Persona, question: Post, practice: Post
) -> None:
    comment = make_post(officer, question.space, kind="comment", title="", body="x", parent=question)
    for path in (address(question), f"/posts/{question.uid}/part?how=see&other={practice.uid}"):
        assert Client().get(path).status_code == 302
        assert stranger.client.get(path).status_code == 404
        assert reader.client.get(path).status_code == 403
    assert officer.client.get(address(comment)).status_code == 404


def test_see_also_is_said_once(officer: Persona, question: Post, practice: Post) -> None:
    actions.link(officer.viewer, question, practice, SEE)
    answer = officer.client.post(address(question), {"how": "see-back", "other": practice.uid})
    assert "connected already" in answer.content.decode()
    assert Link.objects.count() == 1


def test_parting_asks_first(officer: Persona, question: Post, practice: Post) -> None:
    actions.link(officer.viewer, practice, question, ANSWERS)
    shown = officer.client.get(address(question)).content.decode()
    path = f"/posts/{question.uid}/part"
    assert f"{path}?how=answers-back&amp;other={practice.uid}" in shown
    asked = officer.client.get(path, {"how": "answers-back", "other": practice.uid})
    assert "We open libraries" in asked.content.decode()
    assert Link.objects.count() == 1
    for _twice in range(2):
        assert officer.client.post(path, {"how": "answers-back", "other": practice.uid}).status_code == 302
    assert not Link.objects.exists()


def test_the_page_of_a_post_leads_there(officer: Persona, colleague: Persona, question: Post) -> None:
    assert address(question) in officer.client.get(question.get_absolute_url()).content.decode()
    assert address(question) not in colleague.client.get(question.get_absolute_url()).content.decode()
