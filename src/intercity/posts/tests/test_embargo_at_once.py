"""The clock publishes what its people take back at the same moment, and two workers what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction  # noqa: F401  the mark below looks the first one up
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.posts.actions.embargo import take_back
from intercity.posts.clock import publish_due
from intercity.posts.models import Post
from intercity.posts.tests.test_veils_at_once import in_thread, somebody_waits
from intercity.spaces.models import Space
from tests.personas import Persona
from tests.test_embargo import put_off

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing can interleave"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.proof,
]


@pytest.mark.parametrize(
    ("first", "second", "acts"),
    [
        ("take back", "publish", ["post.unembargoed"]),
        ("publish", "take back", ["space.joined", "post.published", "refused"]),
        ("publish", "publish", ["space.joined", "post.published"]),
    ],
)
def test_whoever_comes_first_decides(first: str, second: str, acts: list[str], officer: Persona, space: Space) -> None:
    post, later = put_off(officer, space), timezone.now() + timedelta(hours=2)
    known, refused = Activity.objects.latest("pk").pk, list[str]()

    def take() -> None:
        try:
            take_back(officer.viewer, post)
        except ValidationError:
            refused.append("refused")

    def run() -> None:
        publish_due(later)

    work: dict[str, Callable[[], None]] = {"take back": take, "publish": run}
    with transaction.atomic():
        work[first]()
        other = in_thread(work[second])
        while other.is_alive() and not somebody_waits():
            pass
    other.join(30)
    assert [*Activity.objects.filter(pk__gt=known).order_by("pk").values_list("verb", flat=True), *refused] == acts
    assert Post.objects.filter(state="published").count() == ("post.published" in acts)
