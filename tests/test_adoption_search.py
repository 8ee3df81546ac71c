"""The search index follows what organisations say about practices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from intercity.adoption.actions import Wording, answer_check, say, take_back
from intercity.posts.filters import Chosen
from intercity.posts.models import Post
from intercity.search.finding import Query, find
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


def titles(officer: Persona, *chosen: tuple[str, str], order: str = "newest") -> list[str]:
    wish = [Chosen(param, value, value) for param, value in chosen]
    return [post.title for post in find(officer.viewer, Query("", wish, order=order)).posts]


def test_search_filters_and_orders_by_who_else_does_it(
    index: Callable[[], None], officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    rooms = make_post(officer, space, kind="practice", title="Cool rooms", status="active")
    Post.objects.filter(pk=rooms.pk).update(published_at=timezone.now() - timedelta(hours=1))
    make_post(officer, space, kind="practice", title="Fans", status="active")
    index()
    assert titles(officer, order="adopted") == ["Fans", "Cool rooms"]
    for number in range(5):
        say(make_persona(f"o{number}", make_organisation(f"City {number}")).viewer, rooms, Wording("already"))
    say(officer_elsewhere.viewer, rooms, Wording("rejected", "Too dear"))
    index()
    assert titles(officer, order="adopted") == ["Cool rooms", "Fans"]
    assert titles(officer, ("adopted", "5")) == ["Cool rooms"]
    assert titles(officer, ("adopted", "10")) == []
    assert find(officer.viewer, Query()).counts["adopted"] == {"1": 1, "5": 1}
    take_back(make_persona("again", make_organisation("Other")).viewer, rooms)
    index()
    assert titles(officer, ("adopted", "5")) == ["Cool rooms"]


def test_what_has_ended_is_found_as_ended(index: Callable[[], None], officer: Persona, space: Space) -> None:
    rooms = make_post(officer, space, kind="practice", title="Cool rooms", status="active")
    index()
    assert titles(officer, ("status", "active")) == ["Cool rooms"]
    answer_check(officer.viewer, rooms, "ended")
    index()
    assert titles(officer, ("status", "active")) == []
    assert titles(officer, ("status", "ended")) == ["Cool rooms"]
