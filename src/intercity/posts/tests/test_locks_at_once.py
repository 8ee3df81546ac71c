"""Somebody answers a post while somebody else changes it: neither waits for the other for ever."""

from __future__ import annotations

import pytest
from django.db import connection, transaction  # noqa: F401  the mark below looks the first one up

from intercity.posts import actions
from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.posts.tests.test_veils_at_once import in_thread, somebody_waits
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.proof,
]


def test_an_answer_and_a_change_of_the_post(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    post = actions.publish(officer.viewer, space, "update", PostContent(title="x"))

    def answer() -> None:
        actions.comment(officer_elsewhere.viewer, post, PostContent(body="y"))

    with transaction.atomic():
        found = lock(post)
        other = in_thread(answer)
        while other.is_alive() and not somebody_waits():
            pass
        record_post("post.pinned", found, officer.person, on=True)
    other.join(30)
    assert Post.objects.filter(root=post).count() == 1
