"""Cards and comments: one language, nothing of the one who looks."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.posts.cards import render_card, render_cards, render_comment
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post


def test_everyone_gets_the_same_bytes(officer: Persona, reader: Persona, coordinator: Persona, space: Space) -> None:
    post = make_post(officer, space, kind="practice", label=Label.CLEAR, status="active")
    card = render_card(Post.objects.for_cards().get(pk=post.pk), "en")
    for client in (officer.client, reader.client, coordinator.client, Client()):
        assert card.strip() in client.get(f"/spaces/{space.slug}/").content.decode()


def test_the_language_is_the_one_asked_for(officer: Persona, space: Space) -> None:
    post = Post.objects.for_cards().get(pk=make_post(officer, space, label=Label.CLEAR).pk)
    assert "France" in render_card(post, "en")
    assert "Франция" in render_card(post, "bg")


def test_what_people_write_cannot_become_markup(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="<script>1</script>", body="<img src=x>", kind="practice", cost="<b>")
    card = render_card(Post.objects.for_cards().get(pk=post.pk), "en")
    for markup in ("<script>", "<img", "<b>"):
        assert markup not in card
    comment = make_post(officer, space, kind="comment", body="<script>1</script>", parent=post)
    assert "<script>" not in render_comment(comment, "en")


def test_cards_cost_no_query_of_their_own(officer: Persona, space: Space, topic: Topic) -> None:
    for kind in ("practice", "question", "update"):
        make_post(officer, space, kind=kind, topics=[topic])
    posts = list(Post.objects.for_cards())
    with CaptureQueriesContext(connection) as queries:
        assert len(render_cards(posts, "en")) == 3
    assert len(queries) == 0
