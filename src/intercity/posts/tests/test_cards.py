"""Cards and comments: one language, nothing of the one who looks."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intercity.activity.kept import catch_up
from intercity.organisations.actions import change_organisation
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.posts import actions
from intercity.posts.cards import cards_of, render_card, render_cards, render_comment
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.posts.visibility import kept_audiences_of
from intercity.spaces.actions import change_space
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


def test_cards_of_posts_at_hand_cost_no_query_but_for_what_changed(
    officer: Persona, space: Space, topic: Topic
) -> None:
    for kind in ("practice", "question", "update"):
        make_post(officer, space, kind=kind, topics=[topic])
    posts = list(Post.objects.for_cards())
    catch_up()
    with CaptureQueriesContext(connection) as queries:
        assert len(render_cards(posts, "en")) == 3
    assert len(queries) == 1


def cards(viewer: Viewer, *posts: Post) -> str:
    return "".join(cards_of(viewer, [post.pk for post in posts], "en"))


def test_a_kept_card_is_not_read_again(officer: Persona, space: Space) -> None:
    posts = [make_post(officer, space, title=f"Post {number}") for number in range(3)]
    first = cards(officer.viewer, *posts)
    viewer = officer.viewer
    with CaptureQueriesContext(connection) as queries:
        assert cards(viewer, *posts) == first
    assert len(queries) == 1


def test_every_act_shows_on_the_card_at_once(
    officer: Persona, officer_elsewhere: Persona, lead: Persona, coordinator: Persona, space: Space, topic: Topic
) -> None:
    post = make_post(officer, space, title="Before", kind="practice")
    other = make_post(officer, space, title="Untouched")

    def shows(text: str) -> bool:
        return text in cards(officer.viewer, post, other)

    assert shows("Before")
    actions.edit(officer.viewer, post, PostContent(title="After", details={"cost": "10 euro"}))
    assert shows("After")
    assert shows("10 euro")
    make_post(officer_elsewhere, space, kind="comment", parent=post)
    assert shows("1 comment")
    change_organisation(lead.viewer, rename(officer.organisation, "Nizza"))
    assert shows("Nizza")
    space.name = "Heat in the city"
    change_space(coordinator.viewer, space)
    assert shows("Heat in the city")
    actions.withdraw(officer.viewer, post)
    assert not shows("After")
    assert shows("Untouched")


def rename(organisation: Organisation | None, name: str) -> Organisation:
    assert organisation is not None
    organisation.short_name = name
    return organisation


def test_a_kept_card_never_reaches_another_audience(officer: Persona, stranger: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Soon narrower", label=Label.CLEAR)
    assert "Soon narrower" in cards(stranger.viewer, post)
    actions.change_label(officer.viewer, post, Label.GREEN)
    assert "Soon narrower" in cards(officer.viewer, post)
    # The key stands in a list that was read before: the card itself says who may see it.
    for viewer in (stranger.viewer, PUBLIC):
        assert not cards(viewer, post)


def test_a_newer_card_is_not_given_for_a_post_of_another_label(officer: Persona, space: Space) -> None:
    pk = make_post(officer, space, title="As it was", label=Label.CLEAR).pk
    before = Post.objects.for_cards().get(pk=pk)
    actions.edit(officer.viewer, before, PostContent(title="Secret now", label=Label.GREEN))
    assert "Secret now" in cards(officer.viewer, before)
    assert "Secret now" not in render_card(before, "en")


def test_the_card_of_what_does_not_stand_is_not_kept(officer: Persona, space: Space) -> None:
    post = make_post(officer, space, title="Taken back")
    actions.withdraw(officer.viewer, post)
    assert "Taken back" in render_card(Post.objects.for_cards().get(pk=post.pk), "en", since=catch_up())
    assert not cards(officer.viewer, post)


def test_cards_are_kept_for_each_language(officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    assert "France" in cards(officer.viewer, post)
    assert "Франция" in "".join(cards_of(officer.viewer, [post.pk], "bg"))


def test_live_events_fill_the_same_shelf(officer: Persona, space: Space) -> None:
    post = Post.objects.for_cards().get(pk=make_post(officer, space).pk)
    html = render_card(post, "en", since=catch_up())
    viewer = officer.viewer
    kept_audiences_of(viewer)
    with CaptureQueriesContext(connection) as queries:
        assert cards(viewer, post) == html
    assert len(queries) == 1
