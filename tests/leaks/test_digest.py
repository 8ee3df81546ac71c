"""The digest channel: everybody was told of every post and answer while they might see it, then rights changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.notifications.delivering import deliver_digests
from intercity.notifications.models import Channel, Delivery
from intercity.notifications.recipients import build
from intercity.posts.models import Post
from tests.leaks.world import FIELDS, KEYS, MARKER, NARROW, World, build_world, mailed, marker, seen


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def tell_everybody(world: World) -> None:
    """A row of the digest for every act about a post and every person, as if all had been allowed to see it."""
    people = [persona.person for persona in world.personas.values() if persona is not None]
    rows = [
        build(act, "followed", person=person, channel=Channel.DIGEST)
        for act in Activity.objects.filter(verb="post.published")
        for person in people
    ]
    Delivery.objects.bulk_create(rows)


def test_a_digest_holds_only_what_its_reader_may_see(world: World) -> None:
    tell_everybody(world)
    assert deliver_digests(timezone.now() + timedelta(days=1)) > 0
    sent = {message.to[0]: message.message().as_string() for message in mail.outbox}
    for viewer, persona in world.personas.items():
        if persona is None:
            continue
        text = sent.get(persona.person.email, "")
        found = set(MARKER.findall(text))
        assert not found & world.forbidden(viewer), viewer
        takes_part = viewer not in {"stranger", "former", "suspended"}
        titles = {marker(*key, "title") for key in mailed(viewer) if takes_part}
        assert titles <= found, viewer
        assert not found & {marker(*key, name) for key in KEYS if key[0] in NARROW for name in FIELDS}, viewer
        if takes_part:
            assert {key for key in KEYS if world.posts[key].uid in text} == set(seen(viewer)), viewer
        own = "comment" if viewer == "elsewhere" else ""
        comments = {marker(*key, "comment") for key in mailed(viewer) if takes_part}
        assert own or comments <= found, viewer
    assert Post.objects.exists()
