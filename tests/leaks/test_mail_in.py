"""Mail as a way in: nobody reaches by mail what they may not see, and nothing comes back that they may not read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from intercity.mailbox.models import Incoming, Outcome
from intercity.mailbox.returning import send_returns
from intercity.mailbox.tests.helpers import AUTHSERV, PASS, arrive, letter
from intercity.notifications.addresses import reply_address, space_address
from intercity.organisations.permissions import may
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.leaks.shared import some_of
from tests.leaks.world import MARKER, NARROW, VIEWERS, World, may_see


@pytest.fixture(autouse=True)
def _mail_in(settings: Settings) -> None:
    settings.MAIL_IN_DOMAIN, settings.MAIL_IN_AUTHSERV = "in.network.example", AUTHSERV


@pytest.mark.parametrize(
    "viewer", some_of(sorted({*VIEWERS} - {"anonymous"}), often=["named", "stranger", "partner_inside"])
)
def test_only_who_sees_a_post_answers_it(viewer: str, world: World) -> None:
    """Every post was once mailed to everybody; then labels, states and rights changed, and everybody answers."""
    persona = world.personas[viewer]
    assert persona is not None
    speaks = persona.viewer.acting is not None and persona.viewer.acting.may_speak
    things = {**world.posts, **{(*key, "comment"): post for key, post in world.comments.items()}}
    for number, (key, post) in enumerate(things.items()):
        Incoming.objects.update(received_at=timezone.now() - timedelta(hours=2))
        message = letter(persona.person.email, verdict=PASS, Message_ID=f"<{number}@x.example>")
        row = arrive(message, reply_address(persona.person, post))
        # Words that may not leave by mail do not come in by it either.
        allowed = speaks and may_see(viewer, key[0], key[1]) and key[0] not in NARROW
        assert (row.outcome == Outcome.POSTED) == allowed, (viewer, key)
        if allowed:
            assert Post.objects.get(uid=row.post_uid).label == post.label
    send_returns(timezone.now())
    returned = "".join(message.message().as_string() for message in mail.outbox)
    assert not MARKER.search(returned)
    assert not [to for message in mail.outbox for to in message.recipients() if to != persona.person.email]


@pytest.mark.parametrize("viewer", some_of(sorted({*VIEWERS} - {"anonymous"}), often=["stranger", "partner_inside"]))
def test_news_come_from_those_who_may_publish_there(viewer: str, world: World) -> None:
    persona = world.personas[viewer]
    assert persona is not None
    row = arrive(letter(persona.person.email, verdict=PASS, Subject="News"), space_address(world.space))
    assert (row.outcome == Outcome.POSTED) == may(persona.viewer, "space.publish", world.space)
    if row.outcome == Outcome.POSTED:
        assert Label(Post.objects.get(uid=row.post_uid).label).rank >= Label(world.space.default_label).rank
