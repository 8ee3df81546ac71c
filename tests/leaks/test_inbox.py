"""The inbox, and mail about mentions and follows: everybody follows and is named everywhere, then labels change."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.core import mail
from pytest_django import DjangoDbBlocker

from intercity.activity.models import Activity, last_id
from intercity.notifications.actions import set_choice, set_follow
from intercity.notifications.delivering import deliver_due
from intercity.notifications.models import Delivery
from intercity.notifications.recipients import notify
from intercity.notifications.tellers.followed import FOLLOWED
from intercity.notifications.tellers.mention import MENTION
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.models import Label
from tests.leaks.channels import everything
from tests.leaks.shared import some_of
from tests.leaks.world import KEYS, MARKER, NARROW, VIEWERS, World, marker, may_see

NAMED = "@city-of-nice @city-of-torino @ministry-inside @ministry-outside @secretariat @imported"


@dataclass
class Told:
    """The world, and what everybody in it was told of."""

    world: World
    posts: dict[tuple[str, str], Post]


@pytest.fixture(scope="module")
def built_told(built_world: World, django_db_blocker: DjangoDbBlocker) -> Told:
    """Everybody follows the space and wants mail at once; then every sort of post names every organisation."""
    with django_db_blocker.unblock():
        for persona in built_world.personas.values():
            if persona is not None:
                set_follow(persona.person, "space", built_world.space)
                for event in (FOLLOWED, MENTION):
                    set_choice(persona.person, event, "now", "mail")
        return Told(built_world, publish_all(built_world))


@pytest.fixture
def told(built_told: Told, db: None) -> Told:
    """The same, as a test's own."""
    return deepcopy(built_told)


def publish_all(world: World) -> dict[tuple[str, str], Post]:
    """A post that all may see by its label, noticed by the worker, and then in the label and state of its marker."""
    author, known, found = world.personas["author"], last_id(), {}
    assert author is not None
    assert author.organisation is not None
    for label, state in KEYS:
        text = PostContent(title=marker(label, state, "title"), body=f"{marker(label, state, 'body')} {NAMED}")
        found[label, state] = do_publish(world.space, "update", text, author.organisation, author.person)
    for act in Activity.objects.filter(verb="post.published", pk__gt=known):
        notify(act)
    for key, post in found.items():
        world.put(key, post)
    return found


def test_mail_of_every_teller_is_asked_again_before_it_goes(told: Told) -> None:
    world = told.world
    while deliver_due():
        pass
    for viewer, persona in world.personas.items():
        if persona is not None:
            texts = [each.message().as_string() for each in mail.outbox if persona.person.email in each.recipients()]
            found = {word for text in texts for word in MARKER.findall(text)}
            assert not found & world.forbidden(viewer), viewer
            assert not [word for word in found if word.startswith(tuple(f"zq{sort}" for sort in NARROW))], viewer
    assert any(marker(Label.GREEN, State.PUBLISHED, "title") in str(each.subject) for each in mail.outbox)


@pytest.mark.parametrize("viewer", some_of(VIEWERS))
def test_the_inbox_shows_and_counts_what_may_be_seen_now(viewer: str, told: Told) -> None:
    world, posts = told.world, told.posts
    client = world.client(viewer)
    text = "".join(everything(client.get(path)) for path in ("/inbox", "/inbox?show=unread", "/me/hearing"))
    assert not set(MARKER.findall(text)) & world.forbidden(viewer)
    mine = Delivery.objects.filter(person__email=getattr(getattr(world.personas[viewer], "person", None), "email", ""))
    seen = {key for key, post in posts.items() if may_see(viewer, *key) and mine.filter(post_uid=post.uid).exists()}
    assert {key for key in posts if marker(*key, "title") in text} == seen
    assert client.get("/inbox/unread").json()["unread"] == len(seen)
    if viewer in ("elsewhere", "partner_inside", "coordinator", "named"):
        assert len(seen) == sum(may_see(viewer, *key) for key in KEYS) > 1
    for post in posts.values():
        client.post("/inbox/open", {"thread": post.uid})
    assert client.get("/inbox/unread").json()["unread"] == 0
