"""Events: every viewer, label and state, on every page and in every file of calendars, the secret address with them.

Pages show what the viewer may see, no more and no less. Files leave the house: of what is narrower than the network
they say that it is there and when, and no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from intercity.kinds.event.addresses import make_address, revoke_address, url_of
from intercity.kinds.event.links import SERIES
from intercity.posts.models import Link, Post
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Label
from tests.leaks.shared import build_once
from tests.leaks.world import (
    KEYS,
    NARROW,
    VIEWERS,
    WALKERS,
    Key,
    World,
    build_personas,
    keeps,
    marker,
    may_see,
    name_readers,
    seen,
)
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
BEGIN = datetime(2031, 3, 5, 9, tzinfo=UTC)
WORDS = ("title", "body", "place", "question", "agenda", "speaker", "why", "link", "access")
FOUND = re.compile(r"zqevent[a-z]+qz")


def word(key: Key, name: str) -> str:
    """A word that stands nowhere else."""
    return marker(f"event{key[0]}", key[1], name)


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Instead of the usual one."""
    yield from build_once(django_db_blocker, build_calendar)


def build_calendar() -> World:
    """One event for every label and state, each an edition of one public series."""
    world = World(do_create_space("Drill", slug="drill"))
    world.personas = build_personas(world.space)
    name_readers(world)
    author = world.personas["author"]
    assert author is not None
    series = announce(author, world, ("series", ""), is_series=True, title="A public series")
    Post.objects.filter(pk=series.pk).update(label=Label.CLEAR)
    for key in KEYS:
        world.posts[key] = post = announce(author, world, key)
        world.put(key, post)
        Link.objects.create(
            source=series, target=post, sort=SERIES.name, organisation=post.organisation, at=post.published_at
        )
    world.posts["series", ""] = series
    return world


def announce(author: Persona, world: World, key: Key, **more: object) -> Post:
    """An event with a marker in every field."""
    said = {name: word(key, name) for name in WORDS}
    details = {
        "starts_at": BEGIN, "ends_at": BEGIN + timedelta(hours=2), "zone": "Europe/Paris", "mode": "both",
        "place": said["place"], "link": f"https://{said['link']}.example.org/", "question": said["question"],
        "agenda": f"10:00 {said['agenda']}\n- {said['speaker']}", "access": said["access"],
        "cancelled_at": BEGIN - timedelta(days=9), "cancelled_why": said["why"],
        "title": said["title"], "body": said["body"], **more,
    }  # fmt: skip
    return make_post(author, world.space, kind="event", **details)  # type: ignore[arg-type]


def words_in(text: str) -> set[str]:
    """The markers in a page or file; a file folds its lines."""
    return set(FOUND.findall(text.replace("\r\n ", "")))


def pages(world: World) -> Iterator[str]:
    """Every page that lists or shows events."""
    yield from ("/calendar", "/calendar?month=2031-03", "/calendar?past=1", "/spaces/drill/", "/spaces/drill/table")
    yield from (f"/spaces/drill/calendar{query}" for query in ("", "?month=2031-03", "?past=1"))
    for post in world.posts.values():
        yield from (f"/posts/{post.uid}/{page}" for page in ("", "cancel", "edit", "calendar.ics"))


def own(viewer: str, path: str, world: World) -> set[str]:
    """What waits for its time and its own people may edit."""
    return {
        word(key, name) for key, post in world.posts.items() for name in WORDS
        if post.uid in path and keeps(viewer, *key)
    }  # fmt: skip


@pytest.mark.parametrize("viewer", WALKERS)
def test_no_page_says_a_word_too_much_and_the_calendar_none_too_few(viewer: str, world: World) -> None:
    client = world.client(viewer)
    allowed = {word(key, name) for key in seen(viewer) for name in WORDS} | {word(("series", ""), n) for n in WORDS}
    for path in pages(world):
        found = words_in(client.get(path).content.decode())
        assert found <= allowed | own(viewer, path, world), (viewer, path)
    month = words_in(client.get("/spaces/drill/calendar?month=2031-03").content.decode())
    assert {word(key, "title") for key in seen(viewer)} <= month


@pytest.mark.parametrize("viewer", VIEWERS)
def test_files_say_words_of_what_may_leave_the_house_alone(viewer: str, world: World) -> None:
    for path, client in files(viewer, world):
        text = client.get(path).content.decode()
        mine = [key for key in KEYS if may_see(viewer, *key)]
        assert {one[:12] for one in re.findall(r"UID:(\w+)", text)} == {world.posts[key].uid for key in mine}, path
        spoken = {word(key, name) for key in mine if key[0] not in NARROW for name in WORDS}
        assert words_in(text) == spoken, path


def files(viewer: str, world: World) -> Iterator[tuple[str, Client]]:
    """The calendar files, each with who asks for it; whoever has the secret address needs no cookie."""
    yield from ((path, world.client(viewer)) for path in ("/calendar.ics", "/spaces/drill/calendar.ics"))
    persona = world.personas[viewer]
    if persona is not None:
        yield secret_of(persona), Client()


def secret_of(persona: Persona) -> str:
    """The path of a new secret address."""
    return "/" + url_of(make_address(persona.viewer)).partition("//")[2].partition("/")[2]


@pytest.mark.parametrize("viewer", WALKERS)
def test_the_file_of_one_event_is_its_readers(viewer: str, world: World) -> None:
    client = world.client(viewer)
    for key in KEYS:
        answer = client.get(f"/posts/{world.posts[key].uid}/calendar.ics")
        assert answer.status_code == (200 if may_see(viewer, *key) else 404), key
        words = words_in(answer.content.decode())
        assert words == (
            {word(key, name) for name in WORDS} if may_see(viewer, *key) and key[0] not in NARROW else set()
        )


def test_the_secret_address_follows_what_changes(world: World) -> None:
    outside = world.personas["outside"]
    assert outside is not None
    path, network = secret_of(outside), ("green", "published")
    assert word(network, "title") in words_in(Client().get(path).content.decode())
    world.put(("amber", "published"), world.posts[network])
    assert world.posts[network].uid not in Client().get(path).content.decode()
    world.put(network, world.posts[network])
    world.put(("green", "withdrawn"), world.posts[network])
    assert world.posts[network].uid not in Client().get(path).content.decode()
    revoke_address(outside.viewer)
    assert Client().get(path).status_code == 404
