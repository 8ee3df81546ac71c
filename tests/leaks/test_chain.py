"""Viewer × label × state × issues, takeaways and what answers them: words and counts of what one may see, no others."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from intercity.activity.kept import forget_everything
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.links import ANSWERS, GREW
from intercity.posts.models import Post, State
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, VIEWERS, Key, World, marker, may_see, seen

PUBLIC = (Label.CLEAR.value, State.PUBLISHED.value)
# Who writes for an organisation, and so may ask what could be connected.
WRITERS = ("author", "lead", "colleague", "elsewhere", "outside", "named", "partner_inside", "coordinator")


@pytest.fixture(scope="module")
def built_findings(built_world: World, django_db_blocker: DjangoDbBlocker) -> dict[Key, Post]:
    """They are written once, like the world in which they stand."""
    with django_db_blocker.unblock():
        return add_findings(built_world)


@pytest.fixture
def findings(built_findings: dict[Key, Post], world: World) -> dict[Key, Post]:
    """As they were written, to read and to write."""
    return deepcopy(built_findings)


def add_findings(world: World) -> dict[Key, Post]:
    """One of every label and state. Every practice answers the public one, and all the others grew from it."""
    author = world.personas["author"]
    assert author is not None
    assert author.organisation is not None
    found = {}
    for key in world.posts:
        content = PostContent(title=marker(*key, "found"), body=marker(*key, "tells"), details={"sort": "issue"})
        found[key] = actions.do_publish(world.space, "finding", content, author.organisation, author.person)
    for key, post in found.items():
        actions.do_link(world.posts[key], found[PUBLIC], ANSWERS, author.organisation, None)
        if key != PUBLIC:
            actions.do_link(found[PUBLIC], post, GREW, author.organisation, None)
    for key, post in found.items():
        world.put(key, post)
    forget_everything()
    return found


def told(answer: object) -> set[str]:
    return set(MARKER.findall(everything(answer)))  # type: ignore[arg-type]


def allowed(viewer: str, world: World) -> set[str]:
    return {marker(*key, name) for key in world.posts if may_see(viewer, *key) for name in ("found", "tells", "title")}


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=["anonymous", "author"]))
def test_pages_of_findings_say_and_count_what_one_may_see(viewer: str, world: World, findings: dict[Key, Post]) -> None:
    client = world.client(viewer)
    wanted = allowed(viewer, world)
    for key, finding in findings.items():
        answer = client.get(reverse("post", args=[finding.uid]))
        assert told(answer) <= wanted, (viewer, *key)
        assert (answer.status_code == 200) == may_see(viewer, *key), (viewer, *key)
    page = client.get(reverse("post", args=[findings[PUBLIC].uid])).content.decode()
    count = len(seen(viewer))
    assert re.search(rf"\b{count} practices? from 1 city", page), (viewer, count)
    assert {marker(*key, "found") for key in seen(viewer)} <= set(MARKER.findall(page))


@pytest.mark.parametrize("viewer", some_of(WRITERS, often=["outside"]))
def test_what_could_be_connected_is_what_one_may_see(
    viewer: str, indexed_world: World, findings: dict[Key, Post]
) -> None:
    world, client = indexed_world, indexed_world.client(viewer)
    wanted, path = allowed(viewer, world), reverse("post_connect", args=[findings[PUBLIC].uid])
    for key, post in world.posts.items():
        for text in (post.uid, marker(*key, "title"), marker(*key, "body")):
            assert told(client.get(path, {"q": text})) - {text} <= wanted, (viewer, *key)
        if not may_see(viewer, *key):
            assert told(client.post(path, {"how": "see-back", "other": post.uid})) <= wanted
            parted = client.get(
                reverse("post_part", args=[findings[PUBLIC].uid]), {"how": "answers-back", "other": post.uid}
            )
            assert parted.status_code == 404
    assert told(client.get(path)) <= wanted
