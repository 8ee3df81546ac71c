"""The mail channel: everybody took part in every thread, then labels and states changed, then the worker ran."""

from __future__ import annotations

import pytest
from django.core import mail

from intercity.activity.models import Activity, last_id
from intercity.notifications.delivering import deliver_due
from intercity.notifications.recipients import notify
from intercity.posts.actions import do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from tests.leaks.world import FIELDS, KEYS, MARKER, NARROW, World, build_world, mailed, marker, seen

# Nobody is told of their own answer, and who acts for no organisation any more takes no part.
NOT_TOLD = {"elsewhere", "stranger", "former", "suspended"}


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def take_part(world: World) -> None:
    """Everybody with an account comments everywhere, whatever they may see now: rights change, threads stay."""
    for post in world.posts.values():
        for persona in world.personas.values():
            if persona is not None:
                text = PostContent(body="I was here.")
                organisation = persona.organisation or post.organisation
                do_publish(world.space, "comment", text, organisation, persona.person, parent=post)


def answer_everything(world: World) -> None:
    """One more answer in every thread, with that post's own marker."""
    elsewhere = world.personas["elsewhere"]
    assert elsewhere is not None
    assert elsewhere.organisation is not None
    for key, post in world.posts.items():
        text = PostContent(body=marker(*key, "comment"))
        do_publish(world.space, "comment", text, elsewhere.organisation, elsewhere.person, parent=post)


def test_mail_reaches_only_readers_of_the_post(world: World) -> None:
    take_part(world)
    known = last_id()
    answer_everything(world)
    for act in Activity.objects.filter(verb="post.published", pk__gt=known):
        notify(act)
    while deliver_due():
        pass
    sent = [(message.recipients(), message.message().as_string()) for message in mail.outbox]
    for viewer, persona in world.personas.items():
        if persona is None:
            continue
        texts = [text for recipients, text in sent if persona.person.email in recipients]
        found = {word for text in texts for word in MARKER.findall(text)}
        assert not found & world.forbidden(viewer), viewer
        expected = {marker(*key, "comment") for key in mailed(viewer) if viewer not in NOT_TOLD}
        assert {word for word in found if "comment" in word} == expected, viewer
        # The narrower labels travel as a link: no word of theirs, in no subject either.
        assert not found & {marker(*key, name) for key in KEYS if key[0] in NARROW for name in FIELDS}, viewer
        if viewer not in NOT_TOLD:
            linked = {key for key in KEYS if any(world.posts[key].uid in text for text in texts)}
            assert linked == set(seen(viewer)), viewer
    assert Post.objects.filter(body="I was here.").exists()
