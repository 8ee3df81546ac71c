"""The push channel: everybody was told of every post and answer while they might see it, then rights changed."""

from __future__ import annotations

import json

import pytest

from intercity.activity.models import Activity
from intercity.notifications.actions import set_choice
from intercity.notifications.models import By, Channel, Delivery
from intercity.notifications.push.sending import build_message
from intercity.notifications.recipients import build
from intercity.notifications.tellers.followed import FOLLOWED
from intercity.organisations.models import Person
from intercity.posts.telling import NotForThem, Pace
from tests.leaks.test_digest import MARKER
from tests.leaks.world import FIELDS, KEYS, NARROW, World, build_world, mailed, marker

pytest.importorskip("pywebpush", reason="the extra push is not installed")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def message(delivery: Delivery, person: Person) -> str:
    """Everything that the browser would be sent; "" where nothing goes."""
    try:
        return json.dumps(build_message(delivery, person), ensure_ascii=False)
    except NotForThem:
        return ""


def test_a_message_holds_only_what_its_reader_may_see(world: World) -> None:
    acts = list(Activity.objects.filter(verb="post.published"))
    for viewer, persona in world.personas.items():
        if persona is None:
            continue
        set_choice(persona.person, FOLLOWED, Pace.NOW, By.PUSH)
        rows = [build(act, "followed", person=persona.person, channel=Channel.PUSH) for act in acts]
        found = set(MARKER.findall("\n".join(message(row, persona.person) for row in rows)))
        assert not found & world.forbidden(viewer), viewer
        takes_part = viewer not in {"stranger", "former", "suspended"}
        titles = {marker(*key, "title") for key in mailed(viewer) if takes_part}
        assert titles <= found, viewer
        assert not found & {marker(*key, name) for key in KEYS if key[0] in NARROW for name in FIELDS}, viewer
