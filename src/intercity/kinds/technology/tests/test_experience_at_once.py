"""Two colleagues tell the first experience of their city in the same moment."""

from __future__ import annotations

import pytest
from django.db import connection, transaction  # noqa: F401  the mark below looks the first one up

from intercity.kinds.technology.tests.test_experience import say
from intercity.posts.models import Post
from intercity.posts.tests.test_veils_at_once import in_thread, somebody_waits
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.proof,
]


def test_one_stands_and_the_other_is_its_version(officer: Persona, colleague: Persona, space: Space) -> None:
    technology = make_post(officer, space, kind="technology", title="Lamps")
    with transaction.atomic():
        first = say(officer, technology, status="trial")
        other = in_thread(lambda: say(colleague, technology, status="used"))
        while other.is_alive() and not somebody_waits():
            pass
    other.join(30)
    assert Post.objects.get(kind="experience") == first
    assert [row.details["status"] for row in first.revisions.order_by("number")] == ["trial", "used"]
