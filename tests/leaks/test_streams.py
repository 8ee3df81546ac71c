"""Streams that were open before something happened: what they are told of it, and whose are closed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from intercity.activity.models import Activity, last_id
from intercity.live.event import StreamWish, make_wish
from intercity.live.events import render, since
from intercity.organisations.actions import end_membership
from intercity.organisations.models import Membership
from intercity.posts import actions
from intercity.posts.actions.changing import do_edit
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.actions import remove_organisation
from intercity.spaces.models import Label, SpaceMember
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, MEMBERS, NARROW, SORTS, VIEWERS, World, may_see
from tests.personas import Persona

OFTEN = ["anonymous", "former", "named", "named_colleague", "outside", "partner_inside", "coordinator"]
Told = tuple[str, set[str]]
"""All that a stream was told, and whose streams were closed."""


def open_stream(client: Client, query: str = "") -> StreamWish:
    """A stream of everything, or of what is asked for."""
    return make_wish(json.loads(client.get(f"/live{query}").headers["X-Intercity-Stream"]))


def told(wish: StreamWish, since_id: int) -> Told:
    """What that stream hears of all acts since: as they are handed out now, and as they are replayed."""
    rows = list(Activity.objects.filter(pk__gt=since_id).order_by("pk"))
    events = [events["en"] for events in render(rows, ["en"]) if events]
    heard = [event for event in events if wish.hears(event)] + [one for one in since(since_id, wish) if wish.hears(one)]
    closed = {person for event in events for person in event.close_persons}
    return "".join(event.frame().decode() for event in heard), closed


def author_of(world: World) -> Persona:
    author = world.personas["author"]
    assert author is not None
    assert author.organisation is not None
    return author


def publish(world: World, sort: str, word: str) -> Post:
    """A post and an answer under it."""
    author = author_of(world)
    assert author.organisation is not None
    text = PostContent(
        title=f"zq{word}titleqz", body=f"zq{word}bodyqz", label=SORTS[sort], readers=world.readers.get(sort)
    )
    post = actions.do_publish(world.space, "update", text, author.organisation, author.person)
    answer = PostContent(body=f"zq{word}answerqz")
    actions.do_publish(world.space, "comment", answer, author.organisation, author.person, parent=post)
    return post


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=OFTEN))
def test_an_open_stream_hears_of_new_posts_that_its_reader_may_see(viewer: str, world: World) -> None:
    wish = open_stream(world.client(viewer))
    for sort in SORTS:
        before = last_id()
        post = publish(world, sort, f"new{sort}")
        text, _ = told(wish, before)
        sees = may_see(viewer, sort, State.PUBLISHED)
        words = (
            {f"zqnew{sort}titleqz", f"zqnew{sort}bodyqz", f"zqnew{sort}answerqz"}
            if sees and sort not in NARROW
            else set()
        )
        assert set(MARKER.findall(text)) == words, (viewer, sort)
        # Not even that something happened may be told to the others.
        assert (post.uid in text) == sees, (viewer, sort)


@pytest.mark.parametrize("sort", sorted(SORTS))
@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["named", "outside", "partner_inside"]))
def test_an_open_stream_hears_of_changes_of_posts_that_its_reader_may_see(viewer: str, sort: str, world: World) -> None:
    post = publish(world, sort, "standing")
    wish, before = open_stream(world.client(viewer)), last_id()
    text = PostContent(title="zqotherqz", label=post.label, readers=post.readers)
    do_edit(post, text, author_of(world).person)
    actions.withdraw(author_of(world).viewer, post)
    heard, _ = told(wish, before)
    assert (post.uid in heard) == may_see(viewer, sort, State.PUBLISHED), (viewer, sort)
    assert "zqotherqz" not in heard


@pytest.mark.parametrize("sort", [sort for sort in SORTS if SORTS[sort] != Label.CLEAR])
@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "named", "outside", "partner_inside"]))
def test_narrowing_is_told_to_those_before_and_what_follows_to_those_who_stay(
    viewer: str, sort: str, world: World
) -> None:
    post = publish(world, Label.GREEN, "wide")
    saw = may_see(viewer, Label.GREEN, State.PUBLISHED)
    query = f"?space={world.space.uid}" + (f"&post={post.uid}" if saw else "")
    wish, before = open_stream(world.client(viewer), query), last_id()
    author = author_of(world)
    narrow = PostContent(title="zqnarrowqz", body="zqnarrowqz", label=SORTS[sort], readers=world.readers.get(sort))
    do_edit(post, narrow, author.person)
    if sort != Label.GREEN:
        # An open page must take the card away.
        heard, _ = told(wish, before)
        assert (post.uid in heard) == saw, (viewer, sort)
        assert "zqnarrowqz" not in heard
    after = last_id()
    assert author.organisation is not None
    later = PostContent(body="zqlaterqz")
    actions.do_publish(world.space, "comment", later, author.organisation, author.person, parent=fresh(post))
    heard, _ = told(wish, after)
    stays = may_see(viewer, sort, State.PUBLISHED)
    assert (post.uid in heard) == stays, (viewer, sort)
    assert ("zqlaterqz" in heard) == (stays and sort not in NARROW), (viewer, sort)
    # Whoever was away meanwhile is told no more than that it is gone, and no words.
    heard, _ = told(wish, 0)
    assert "zqwide" not in heard or stays
    assert not set(MARKER.findall(heard)) & world.forbidden(viewer)


def fresh(post: Post) -> Post:
    return Post.objects.get(pk=post.pk)


def end_it(world: World, viewer: str) -> None:
    persona = world.personas[viewer]
    assert persona is not None
    end_membership(persona.viewer, Membership.objects.get(person=persona.person))


def leave_the_space(world: World, viewer: str) -> None:
    persona, coordinator = world.personas[viewer], world.personas["coordinator"]
    assert persona is not None
    assert persona.organisation is not None
    assert coordinator is not None
    remove_organisation(coordinator.viewer, world.space, persona.organisation)


@pytest.mark.parametrize(
    ("viewer", "goes", "sorts"),
    [
        ("partner_inside", leave_the_space, {Label.CLEAR}),
        ("elsewhere", leave_the_space, {Label.CLEAR, Label.GREEN}),
        ("elsewhere", end_it, {Label.CLEAR}),
        ("named", end_it, {Label.CLEAR}),
        ("named_organisation", end_it, {Label.CLEAR}),
    ],
)
def test_whoever_went_is_closed_and_comes_back_with_less(
    viewer: str, goes: Callable[[World, str], None], sorts: set[str], world: World
) -> None:
    persona = world.personas[viewer]
    assert persona is not None
    client = persona.client
    before, wish = last_id(), open_stream(client)
    goes(world, viewer)
    assert persona.person.uid in told(wish, before)[1]
    again, now = open_stream(client), last_id()
    for sort in SORTS:
        post = publish(world, sort, f"after{sort}")
        assert (post.uid in told(again, now)[0]) == (sort in sorts), sort
        assert client.get(reverse("post", args=[post.uid])).status_code == (200 if sort in sorts else 404), sort
        assert client.get(reverse("live_card", args=[post.uid])).status_code == (200 if sort in sorts else 404), sort


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "outside", "partner_outside"]))
def test_a_page_that_was_away_is_not_told_how_much_happened_elsewhere(
    viewer: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who missed very many acts is told to load anew: not for acts that are none of theirs."""
    monkeypatch.setattr("intercity.live.events.MOST_REPLAYED", 0)
    wish = open_stream(world.client(viewer))
    for sort in SORTS:
        before = last_id()
        publish(world, sort, "away")
        told_to_load = [one.name for one in since(before, wish) if wish.hears(one)]
        assert bool(told_to_load) == may_see(viewer, sort, State.PUBLISHED), (viewer, sort)


def test_members_are_those_whose_organisations_are_in_the_space(world: World) -> None:
    """The oracle's own words, held against the world once."""
    inside = set(SpaceMember.objects.filter(space=world.space).values_list("organisation", flat=True))
    found = {name for name, one in world.personas.items() if one and one.viewer.organisation_ids & inside}
    assert found == MEMBERS
