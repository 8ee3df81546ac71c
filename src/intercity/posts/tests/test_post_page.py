"""GET /posts/<uid>/: the post, whom to call, the thread, and what may be done."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.activity.kept import forget_everything
from intercity.posts import actions
from intercity.posts.models import Origin, Post, State
from intercity.spaces.models import Label, Space, SpaceState, Topic
from tests.personas import Persona, make_post


def read(client: Client, post: Post, query: str = "", status: int = 200) -> str:
    response = client.get(f"/posts/{post.uid}/{query}")
    assert response.status_code == status
    return response.content.decode()


def test_a_public_post_is_read_by_everyone_and_described_for_sharing(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Parks </script><b>", body="Open at night.", label=Label.CLEAR)
    page = read(Client(), post)
    assert "Open at night." in page
    assert 'og:title" content="Parks &lt;/script&gt;' in page
    assert "noindex" not in page
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])  # type: ignore[index]
    assert data["headline"] == "Parks </script><b>"


def test_a_network_post_is_hidden_from_strangers_and_search_engines(
    officer: Persona, reader: Persona, stranger: Persona, space: Space
) -> None:
    post = make_post(officer, space, title="Inside only", body="Secret words.", label=Label.GREEN)
    for client in (Client(), stranger.client):
        assert "Inside only" not in read(client, post, status=404)
    page = read(reader.client, post)
    assert "Secret words." in page
    assert 'name="robots" content="noindex"' in page
    assert "ld+json" not in page
    assert "Secret words." not in page.partition("</head>")[0]


def test_a_withdrawn_post_leaves_a_trace_without_its_text(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, title="Wrong title", body="Wrong text.", label=Label.CLEAR)
    make_post(officer_elsewhere, space, kind="comment", body="Wrong answer.", parent=post)
    actions.withdraw(officer.viewer, post)
    for client in (Client(), officer.client, officer_elsewhere.client):
        page = read(client, post, status=410)
        assert "was withdrawn" in page
        assert "Nice" in page
        assert "Wrong" not in page


def test_the_trace_of_a_network_post_is_hidden_too(officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    actions.withdraw(officer.viewer, post)
    read(Client(), post, status=404)


@pytest.mark.parametrize("state", [State.EMBARGOED, State.HIDDEN])
def test_drafts_and_hidden_posts_are_not_found(state: str, officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    Post.objects.filter(pk=post.pk).update(state=state)
    read(officer.client, post, status=404)


def test_a_comment_leads_to_its_thread(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    comment = make_post(officer, space, kind="comment", parent=post)
    response = Client().get(f"/posts/{comment.uid}/")
    assert (response.status_code, response["Location"]) == (302, f"/posts/{post.uid}/#c-{comment.uid}")


def test_deep_answers_stand_under_the_first_level_and_say_whom_they_answer(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    one = make_post(officer_elsewhere, space, kind="comment", body="First level", parent=post)
    two = make_post(officer, space, kind="comment", body="Second level", parent=one)
    make_post(officer_elsewhere, space, kind="comment", body="Third level", parent=two)
    make_post(officer, space, kind="comment", body="Another branch", parent=post)
    page = read(Client(), post)
    places = [page.index(text) for text in ("First level", "Second level", "Third level", "Another branch")]
    assert places == sorted(places)
    assert page.count('class="branch"') == 2
    assert page.count("answers Nice") == 1


def test_a_withdrawn_comment_keeps_its_place_and_loses_its_words(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    comment = make_post(officer_elsewhere, space, kind="comment", body="Rash words", parent=post)
    make_post(officer, space, kind="comment", body="Calm words", parent=comment)
    actions.withdraw(officer_elsewhere.viewer, comment)
    page = read(Client(), post)
    assert "Rash words" not in page
    assert "was withdrawn" in page
    assert "Calm words" in page


def test_it_offers_what_each_may_do(
    officer: Persona,
    colleague: Persona,
    officer_elsewhere: Persona,
    coordinator: Persona,
    reader: Persona,
    space: Space,
) -> None:  # fmt: skip
    post = make_post(officer, space, label=Label.CLEAR)
    verbs = ("edit", "withdraw", "pin", "revisions", "comment")
    offered = {
        name: {verb for verb in verbs if f"/posts/{post.uid}/{verb}" in page}
        for name, page in {
            "officer": read(officer.client, post), "colleague": read(colleague.client, post),
            "elsewhere": read(officer_elsewhere.client, post), "coordinator": read(coordinator.client, post),
            "reader": read(reader.client, post), "public": read(Client(), post),
        }.items()
    }  # fmt: skip
    assert offered == {
        "officer": {"edit", "withdraw", "revisions", "comment"}, "colleague": {"revisions", "comment"},
        "elsewhere": {"revisions", "comment"}, "coordinator": {"revisions", "comment", "pin"},
        "reader": {"revisions"}, "public": set(),
    }  # fmt: skip


def test_whom_to_call_is_a_link(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    Post.objects.filter(pk=post.pk).update(contact="Parks <office>, +33 (0)4 12 34 56 78, parks@nice.example")
    page = read(Client(), post)
    assert 'href="tel:+33412345678"' in page
    assert 'href="mailto:parks@nice.example"' in page
    assert "Parks &lt;office&gt;" in page


def test_the_author_is_named_inside_the_network_only(officer: Persona, reader: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    assert "Written by officer" in read(reader.client, post)
    assert "Written by" not in read(Client(), post)


def test_what_a_tracker_says_is_marked_and_can_be_claimed(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    Post.objects.filter(pk=post.pk).update(source="imported", author=None)
    Origin.objects.create(
        post=post, tracker="CCCSL", record="1", fingerprint="x", link="https://example.org/1", licence="CC BY 4.0",
        place_text="Nizza ?",
    )  # fmt: skip
    page = read(Client(), post)
    for text in ("About Nice", "CCCSL", "CC BY 4.0", "https://example.org/1", "Nizza ?", "not matched to a city"):
        assert text in page
    assert "/claim" not in page
    assert "/claim" not in read(officer_elsewhere.client, post)
    assert "/claim" in read(officer.client, post)


def test_topics_lead_to_the_narrowed_stream(officer: Persona, space: Space, topic: Topic) -> None:
    post = make_post(officer, space, label=Label.CLEAR, topics=[topic])
    assert f'href="/spaces/{space.slug}/?topic=housing"' in read(Client(), post)


def test_the_cost_does_not_grow_with_the_thread(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="practice", status="active")
    client = officer.client

    def cost() -> int:
        forget_everything()
        with CaptureQueriesContext(connection) as queries:
            read(client, post)
        return len(queries)

    parent = make_post(officer_elsewhere, space, kind="comment", parent=post)
    few = cost()
    for _ in range(10):
        parent = make_post(officer, space, kind="comment", parent=parent)
    assert cost() == few
    # With the one for all of them: which organisations anything narrower than the network is for; and whether the
    # viewer is of the space, so that a comment can be for it alone; what waits for somebody's yes; the
    # details of its kind; what it is connected with; and whether it is a brief.
    assert few <= 26


def test_an_empty_thread_says_what_is_missing(officer: Persona, space: Space) -> None:
    news = make_post(officer, space, kind="update", label=Label.CLEAR)
    question = make_post(officer, space, kind="question", label=Label.CLEAR)
    assert "No comment yet." in Client().get(f"/posts/{news.uid}/").content.decode()
    assert "No answer yet." in Client().get(f"/posts/{question.uid}/").content.decode()


def test_an_archive_does_not_ask_the_public_to_sign_in_for_an_answer(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    assert "to comment for your city" in Client().get(f"/posts/{post.uid}/").content.decode()
    Space.objects.filter(pk=space.pk).update(state=SpaceState.ARCHIVED)
    forget_everything()
    assert "to comment for your city" not in Client().get(f"/posts/{post.uid}/").content.decode()


def test_there_is_no_button_to_call_where_nobody_is_named(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    Post.objects.filter(pk=post.pk).update(contact="")
    assert 'class="to-call"' not in Client().get(f"/posts/{post.uid}/").content.decode()
    Post.objects.filter(pk=post.pk).update(contact="Crisis unit, 112")
    forget_everything()
    assert 'class="to-call"' in Client().get(f"/posts/{post.uid}/").content.decode()
