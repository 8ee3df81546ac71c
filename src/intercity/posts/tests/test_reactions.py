"""POST /posts/<uid>/react: one press for one's organisation, with its name shown and counted on cards."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.html import strip_tags

from intercity.activity.models import Activity
from intercity.posts import actions
from intercity.posts.cards import render_card
from intercity.posts.models import Post, Reaction
from intercity.posts.queries import who_needs
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db


def press(client: Client, post: Post, sort: str = "useful", on: str = "1") -> int:
    return client.post(f"/posts/{post.uid}/react", {"sort": sort, "on": on}).status_code


def panel(client: Client, post: Post) -> str:
    page = client.get(f"/posts/{post.uid}/").content.decode()
    return page.partition('id="reactions"')[2].partition("</section>")[0]


def card(post: Post) -> str:
    return strip_tags(render_card(Post.objects.for_cards().get(pk=post.pk), "en"))


def test_an_organisation_reacts_once_and_takes_it_back(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    second = make_persona("second", officer_elsewhere.organisation)
    for client in (officer_elsewhere.client, officer_elsewhere.client, second.client):
        assert press(client, post) == 302
    assert Reaction.objects.get().by == officer_elsewhere.person
    assert "Torino" in panel(Client(), post)
    assert "Useful for 1" in card(post)
    assert press(second.client, post, on="0") == 302
    assert not Reaction.objects.exists()
    assert panel(Client(), post) == ""
    assert "Useful for" not in card(post)
    assert [act.data["on"] for act in Activity.objects.filter(verb="post.reacted").order_by("pk")] == [True, False]


def test_the_page_shows_whether_one_has_pressed(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = make_post(officer, space)
    assert 'aria-pressed="true"' not in panel(officer_elsewhere.client, post)
    press(officer_elsewhere.client, post, "needed")
    shown = panel(officer_elsewhere.client, post)
    assert shown.count('aria-pressed="true"') == 1
    assert 'name="on" value="0"' in shown
    assert "1 more needs this" in card(post)


def test_nobody_presses_for_their_own_post_or_without_a_voice(
    officer: Persona, colleague: Persona, reader: Persona, stranger: Persona, space: Space
) -> None:
    post = make_post(officer, space, label=Label.CLEAR)
    for persona in (officer, colleague, reader, stranger):
        assert press(persona.client, post) == 403
        assert "<button" not in panel(persona.client, post)
    assert press(Client(), post) == 302  # To the door.
    assert not Reaction.objects.exists()


def test_nobody_reacts_to_what_they_may_not_see(officer: Persona, partner: Persona, space: Space) -> None:
    assert press(partner.client, make_post(officer, space, label=Label.GREEN)) == 404


def test_comments_archives_and_unknown_sorts_take_no_reaction(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    comment = make_post(officer, space, kind="comment", parent=post)
    assert press(officer_elsewhere.client, post, "funny") == 400
    assert press(officer_elsewhere.client, comment) == 403
    Space.objects.filter(pk=space.pk).update(state=SpaceState.ARCHIVED)
    with pytest.raises(PermissionDenied):
        actions.react(officer_elsewhere.viewer, Post.objects.get(pk=post.pk), "useful", on=True)


def test_on_a_question_they_say_that_they_need_to_know_too(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    question = make_post(officer, space, kind="question")
    assert "We need to know this too" in panel(officer_elsewhere.client, question)
    press(officer_elsewhere.client, question, "needed")
    press(officer_elsewhere.client, question, "useful")
    assert list(who_needs(question)) == [officer_elsewhere.person]
