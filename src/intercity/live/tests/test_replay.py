"""What a page that was away is told, and what nobody else learns from it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intercity.activity.kept import catch_up, forget_everything
from intercity.activity.models import Activity
from intercity.live import events
from intercity.live.event import StreamWish, make_wish
from intercity.organisations.actions import end_membership
from intercity.organisations.models import Membership
from intercity.posts import actions
from intercity.posts.actions import publish_many
from intercity.posts.cards import CARDS
from intercity.posts.content import ImportedContent, PostContent
from intercity.posts.models import Post
from intercity.spaces.actions import add_organisation, change_space, do_create_space, do_join, remove_organisation
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona, make_post


def wish_of(client: Client, query: str = "") -> StreamWish:
    return make_wish(json.loads(client.get(f"/live{query}").headers["X-Intercity-Stream"]))


def told(client: Client, query: str = "") -> list[str]:
    wish = wish_of(client, query)
    return [event.name for event in events.since(0, wish) if wish.hears(event)]


def test_too_much_to_replay_counts_only_what_the_reader_may_hear(
    officer: Persona, partner: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_REPLAYED", 3)
    elsewhere = do_create_space("Partners only")
    assert partner.organisation is not None
    do_join(elsewhere, partner.organisation)
    for _ in range(5):
        make_post(officer, space)
    assert told(officer.client) == ["reload"]
    for client in (Client(), partner.client):
        assert told(client) == told(client, f"?space={space.uid}") == []
    make_post(officer, space, label=Label.CLEAR)
    make_post(officer, elsewhere)
    assert told(Client()) == ["post"]
    assert told(partner.client) == ["post", "post"]


def test_what_became_public_is_replayed_to_the_public(officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    assert told(Client()) == []
    officer.client.post(f"/posts/{post.uid}/label", {"label": "clear"})
    assert told(Client()) == ["post", "changed"]


def test_the_public_is_not_told_how_many_posts_for_others_an_import_brought(officer: Persona, space: Space) -> None:
    assert officer.organisation is not None
    labels = (Label.CLEAR, Label.GREEN, Label.GREEN)
    now, whose = timezone.now(), officer.organisation
    items = [
        ImportedContent(PostContent(title=row, label=label), whose, now, tracker="t", record=row, fingerprint=row)
        for label, row in zip(labels, "abc", strict=True)
    ]
    publish_many(space, "practice", items)
    for client, count in ((Client(), 1), (officer.client, 3)):
        wish = wish_of(client)
        heard = [json.loads(event.data)["count"] for event in events.since(0, wish) if wish.hears(event)]
        assert sum(heard) == count
        assert len(heard_live(client)) == len(heard)


@pytest.mark.parametrize("path", ["/live?post=%00", "/live?space=%00", "/live?post=x", "/live/card/%00"])
def test_what_is_no_name_is_not_found(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_one_stream_for_many_pages_hears_what_each_of_them_may(officer: Persona, space: Space) -> None:
    other, hidden = make_post(officer, space, label=Label.CLEAR), make_post(officer, space)
    elsewhere = do_create_space("Elsewhere")
    query = f"?space={elsewhere.uid}&post={other.uid}&post={hidden.uid}"
    wish = wish_of(Client(), query)
    assert (wish.spaces, wish.roots) == (frozenset({elsewhere.uid}), frozenset({other.uid}))
    assert wish_of(officer.client, query).roots == {other.uid, hidden.uid}
    make_post(officer, elsewhere, label=Label.CLEAR)
    make_post(officer, space, label=Label.CLEAR)
    assert told(Client(), query) == ["post", "post"]
    assert Client().get(f"/live?post={hidden.uid}").status_code == 404


def test_a_thread_is_heard_by_its_first_post_even_if_a_comment_was_named(officer: Persona, space: Space) -> None:
    root = make_post(officer, space)
    comment = make_post(officer, space, parent=root, kind="comment")
    assert wish_of(officer.client, f"?post={comment.uid}").roots == {root.uid}


def test_very_many_pages_hear_everything_that_their_reader_may(officer: Persona, space: Space) -> None:
    make_post(officer, space)
    public = make_post(officer, space, label=Label.CLEAR)
    query = "?" + "&".join(f"post=aaaaaaaaaa{number}" for number in range(10, 60))
    wish = wish_of(Client(), query)
    assert wish.spaces is None
    assert [json.loads(event.data)["uid"] for event in events.since(0, wish) if wish.hears(event)] == [public.uid]


def test_many_posts_cost_no_more_questions_than_one(
    officer: Persona, space: Space, topic: Topic, django_assert_num_queries: Any
) -> None:
    def shown(count: int) -> list[str]:
        rows = list(Activity.objects.filter(verb="post.published"))
        forget_everything()
        with django_assert_num_queries(count):
            return [event["fr"].name for event in events.render(rows, ["en", "fr"])]

    root = make_post(officer, space, topics=[topic])
    make_post(officer, space, parent=root, kind="comment")
    assert shown(7) == ["post", "comment"]
    for _ in range(3):
        make_post(officer, space, topics=[topic])
        make_post(officer, space, parent=root, kind="comment")
    assert shown(7) == ["post", "comment"] * 4


def test_a_card_that_was_sent_is_there_for_the_next_page(officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    catch_up()
    [event] = events.render(list(Activity.objects.filter(verb="post.published")), ["en"])
    kept = CARDS.get((post.pk, "en"))
    assert kept is not None
    assert json.loads(event["en"].data)["html"] == kept.html


def heard_live(client: Client) -> list[str]:
    """As `told`, of acts that come while the stream is open: every act is asked, none is left out beforehand."""
    made = events.render(list(Activity.objects.order_by("pk")), ["en"])
    wish = wish_of(client)
    return [event.name for one in made for event in one.values() if wish.hears(event)]


def test_acts_on_posts_for_the_network_are_not_hinted_at_elsewhere(
    officer: Persona, officer_elsewhere: Persona, partner: Persona, space: Space
) -> None:
    post = make_post(officer, space)
    make_post(officer_elsewhere, space, kind="comment", parent=post)
    actions.edit(officer.viewer, post, PostContent(title="New words", label=Label.GREEN))
    actions.withdraw(officer.viewer, make_post(officer, space))
    assert heard_live(officer.client) == ["post", "comment", "changed", "changed"]
    for client in (Client(), partner.client):
        assert heard_live(client) == []
        assert told(client) == []


@pytest.mark.parametrize(("root", "answer"), [("green", "clear"), ("clear", "green")])
def test_an_answer_is_heard_only_by_readers_of_both(root: str, answer: str, officer: Persona, space: Space) -> None:
    post = make_post(officer, space)
    comment = make_post(officer, space, kind="comment", parent=post)
    Post.objects.filter(pk=post.pk).update(label=root)
    Post.objects.filter(pk=comment.pk).update(label=answer)
    assert "comment" not in [*told(Client()), *heard_live(Client())]
    assert "comment" in told(officer.client)
    Post.objects.filter(pk=post.pk).update(state="withdrawn")
    assert "comment" not in [*told(officer.client), *heard_live(officer.client)]


def test_a_space_that_publishes_nothing_is_neither_asked_for_nor_heard_of(
    officer: Persona, partner: Persona, coordinator: Persona, space: Space
) -> None:
    space.widest_label = Label.GREEN
    change_space(coordinator.viewer, space)
    for client in (Client(), partner.client):
        assert client.get(f"/live?space={space.uid}").status_code == 404
        assert "space" not in heard_live(client)
    assert wish_of(officer.client, f"?space={space.uid}").spaces == {space.uid}
    assert "space" in heard_live(officer.client)


def closed_by(verb: str) -> frozenset[str]:
    """Whose streams the newest act with this verb closes."""
    row = Activity.objects.filter(verb=verb).latest("pk")
    [event] = events.render([row], ["en"])
    return event["en"].close_persons


def test_whoever_loses_a_right_is_sent_back_to_the_door(
    officer: Persona, colleague: Persona, partner: Persona, coordinator: Persona, space: Space
) -> None:
    assert partner.organisation is not None
    add_organisation(coordinator.viewer, space, partner.organisation)
    assert closed_by("space.joined") == {partner.person.uid}
    remove_organisation(coordinator.viewer, space, partner.organisation)
    assert closed_by("space.left") == {partner.person.uid}
    end_membership(officer.viewer, Membership.objects.get(person=officer.person))
    closed = closed_by("membership.ended")
    assert officer.person.uid in closed
    assert colleague.person.uid not in closed
    change_space(coordinator.viewer, space)
    assert closed_by("space.changed") == {"*"}
