"""Viewer × label × state × reactions, requests to other levels, and what is similar to what one writes."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from intercity.activity.kept import forget_everything
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, VIEWERS, Key, World, marker, may_see
from tests.personas import make_organisation

REQUESTS = ("", "?show=all", "?addressee=ministry-inside", "?addressee=ministry-inside&show=all", "?level=national")


@pytest.fixture(scope="module")
def built_requests(built_world: World, django_db_blocker: DjangoDbBlocker) -> dict[Key, Post]:
    """They are asked once, like the world in which they stand is built."""
    with django_db_blocker.unblock():
        return ask_ministry(built_world)


@pytest.fixture
def posts(built_requests: dict[Key, Post], world: World) -> dict[Key, Post]:
    """The requests, to read and to write."""
    return deepcopy(built_requests)


def ask_ministry(world: World) -> dict[Key, Post]:
    """A request for every label and state, each supported by an organisation of its own."""
    author = world.personas["author"]
    assert author is not None
    assert author.organisation is not None
    found = {}
    for key in world.posts:
        content = PostContent(title=marker(*key, "request"), details={"addressee": "ministry-inside"})
        post = actions.do_publish(world.space, "question", content, author.organisation, author.person)
        actions.do_react(post, make_organisation(marker(*key, "needs")), "needed", None)
        answer = PostContent(body=marker(*key, "reply"))
        ministry = world.personas["partner_inside"]
        assert ministry is not None
        assert ministry.organisation is not None
        reply = actions.do_publish(world.space, "comment", answer, ministry.organisation, ministry.person, parent=post)
        world.put((key[0], State.PUBLISHED), reply)
        world.put(key, post)
        found[key] = post
    forget_everything()
    return found


def allowed(viewer: str, posts: dict[tuple[str, str], Post], name: str) -> set[str]:
    """The markers of this name that the viewer may read."""
    return {marker(*key, name) for key in posts if may_see(viewer, *key)}


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
def test_the_page_of_requests_shows_what_one_may_see(viewer: str, world: World, posts: dict[Key, Post]) -> None:
    client = world.client(viewer)
    wanted = allowed(viewer, posts, "request") | allowed(viewer, posts, "needs")
    for query in REQUESTS:
        told = set(MARKER.findall(everything(client.get(f"{reverse('requests')}{query}"))))
        assert told <= wanted, (viewer, query)
    assert told_all(client.get(f"{reverse('requests')}?show=all")) == wanted


def told_all(response: object) -> set[str]:
    return set(MARKER.findall(everything(response)))  # type: ignore[arg-type]


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
def test_reactions_and_replies_are_named_to_readers_of_their_post(
    viewer: str, world: World, posts: dict[Key, Post]
) -> None:
    client = world.client(viewer)
    for key, post in posts.items():
        wanted = {marker(*key, name) for name in ("needs", "reply", "request")} if may_see(viewer, *key) else set()
        assert told_all(client.get(reverse("post", args=[post.uid]))) == wanted, (viewer, *key)
        if not may_see(viewer, *key):
            for name in ("post_react", "post_accept", "post_settle", "request_state"):
                answer = client.post(reverse(name, args=[post.uid]), {"sort": "useful", "on": "1", "state": "received"})
                assert answer.status_code in ((403,) if viewer == "suspended" else (302, 404))
                assert not told_all(answer)
    stream = told_all(client.get(reverse("space", args=[world.space.slug]) + "?kind=question"))
    own = {marker(*key, name) for key in posts for name in ("needs", "reply", "request")}
    assert stream & own == allowed(viewer, posts, "request")


def test_nobody_shut_out_has_changed_anything(world: World, posts: dict[Key, Post]) -> None:
    hidden = posts[Label.GREEN, State.PUBLISHED]
    for viewer in ("stranger", "former", "partner_outside", "unclaimed", "anonymous"):
        world.client(viewer).post(reverse("post_react", args=[hidden.uid]), {"sort": "useful", "on": "1"})
    assert list(hidden.reactions.values_list("sort", flat=True)) == ["needed"]


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["stranger", "partner_inside"]))
def test_what_is_similar_is_what_one_may_see(viewer: str, indexed_world: World) -> None:
    world = indexed_world
    client = world.client(viewer)
    for key in world.posts:
        for name in ("title", "old", "body"):
            told = told_all(client.post(reverse("similar"), {"title": marker(*key, name)}))
            may_find = may_see(viewer, *key) and name != "old" and viewer != "anonymous"
            assert (marker(*key, "title") in told) == may_find, (viewer, *key, name)
            assert not told & world.forbidden(viewer)
