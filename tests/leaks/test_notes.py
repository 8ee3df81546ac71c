"""Viewer × label × state × the notes of an event: raw words that only those who take them ever read, anywhere."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from intercity.activity.kept import forget_everything
from intercity.kinds.report.notes.actions import do_write, standing
from intercity.kinds.report.notes.models import Note, NotePart
from intercity.live.event import make_wish
from intercity.live.events import since
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.search.indexer import bring_up
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, VIEWERS, Key, World, marker, may_see

TAKERS = {"author", "lead", "colleague", "coordinator", "moderator"}
OFTEN = ["anonymous", "elsewhere", "moderator", "suspended"]


@pytest.fixture(scope="module")
def built_notes(built_world: World, django_db_blocker: DjangoDbBlocker) -> dict[Key, Post]:
    """They are written once, like the world in which they stand."""
    with django_db_blocker.unblock():
        return add_notes(built_world)


@pytest.fixture
def events(built_notes: dict[Key, Post], world: World) -> dict[Key, Post]:
    """The events with their notes, to read and to write."""
    return deepcopy(built_notes)


def add_notes(world: World) -> dict[Key, Post]:
    """An event for every label and state, each part of its notes with a word of its own."""
    author = world.personas["author"]
    assert author is not None
    assert author.organisation is not None
    found, starts = {}, timezone.now() - timedelta(minutes=5)
    details = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "zone": "Europe/Paris"}
    for key in world.posts:
        content = PostContent(title="Workshop", details=details)
        post = actions.do_publish(world.space, "event", content, author.organisation, author.person)
        for part in NotePart:
            do_write(standing(post, part), f"Ada: {marker(*key, part.value)}", author.person)
        world.put(key, post)
        found[key] = Post.objects.get(pk=post.pk)
    forget_everything()
    return found


@pytest.mark.parametrize("viewer", some_of(VIEWERS, often=OFTEN))
def test_notes_are_for_those_who_take_them(viewer: str, world: World, events: dict[Key, Post]) -> None:
    client = world.client(viewer)
    before = sorted(Note.objects.values_list("pk", "version"))
    compose = reverse("compose", args=[world.space.slug, "report"])
    for key, post in events.items():
        takes = viewer in TAKERS and may_see(viewer, *key)
        own = {marker(*key, part.value) for part in NotePart} if takes else set()
        page = client.get(reverse("event_notes", args=[post.uid]))
        assert told(page) == own, (viewer, *key)
        drafted = told(client.get(f"{compose}?from={post.uid}&fill=1"))
        # The coordinator's own organisation does not post in this space.
        assert drafted == (own if viewer != "coordinator" else set()), (viewer, *key)
        for path in (reverse("post", args=[post.uid]), reverse("event_notes_versions", args=[post.uid])):
            assert not told(client.get(path)), (viewer, *key, path)
        if not takes:
            sent = {"body": "Shut out", "base": "0"}
            for path in ("notes/issues/save", "notes", "notes/delete"):
                answer = client.post(f"/posts/{post.uid}/{path}", sent)
                assert answer.status_code in (302, 403, 404), (viewer, *key, path)
                assert not told(answer), (viewer, *key, path)
    if viewer not in TAKERS:
        assert sorted(Note.objects.values_list("pk", "version")) == before


def test_no_list_file_search_or_stream_knows_a_word_of_them(indexed_world: World, events: dict[Key, Post]) -> None:
    bring_up()
    known = {marker(*key, part.value) for key in events for part in NotePart}
    slug = indexed_world.space.slug
    for viewer in ("author", "coordinator", "anonymous"):
        client = indexed_world.client(viewer)
        for name in ("space", "space_table_csv", "space_calendar", "space_calendar_ics"):
            assert not known & told(client.get(reverse(name, args=[slug]))), (viewer, name)
        for word in sorted(known)[:6]:
            found = client.get(reverse("search"), {"q": word, "kind": "event"})
            assert "Workshop" not in everything(found), (viewer, word)
        stream = client.get("/live")
        wish = make_wish(json.loads(stream.headers["X-Intercity-Stream"]))
        heard = "".join(event.frame().decode() for event in since(0, wish) if wish.hears(event))
        assert not known & set(MARKER.findall(heard)), viewer


def told(response: object) -> set[str]:
    return set(MARKER.findall(everything(response)))  # type: ignore[arg-type]
