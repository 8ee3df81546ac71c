"""Publishing without the city's name while others leave the space."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.posts.tests.veiled import make_alike
from intercity.spaces.actions import remove_organisation
from intercity.spaces.models import Space, SpaceMember
from tests.personas import Persona

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave"),
    pytest.mark.django_db(transaction=True),
]


def in_thread(act: Callable[[], None]) -> threading.Thread:
    """Run `act` in a thread with a connection of its own that is closed at the end."""

    def work() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def somebody_waits() -> bool:
    """Whether a transaction waits for a lock right now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_the_fifth_city_leaves_before_or_after_but_not_between(coordinator: Persona, space: Space) -> None:
    author, other = make_alike(space, 5)[:2]
    assert other.organisation is not None
    fifth = other.organisation
    told: list[str] = []

    def publish() -> None:
        try:
            actions.publish(author.viewer, space, "update", PostContent(title="What failed"), unnamed=True)
        except ValidationError:
            told.append("refused")

    with transaction.atomic():
        remove_organisation(coordinator.viewer, space, fifth)
        publishing = in_thread(publish)
        while publishing.is_alive() and not somebody_waits():
            pass
    publishing.join(30)
    assert told == ["refused"]
    assert not Post.objects.exists()
    assert not SpaceMember.objects.filter(organisation=fifth).exists()
