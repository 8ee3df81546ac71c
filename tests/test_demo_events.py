"""The events of the demo: sourced, on the days on which they were, and still coming when the exercise moves."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from intercity.demo.programme import Programme
from intercity.demo.programme_events import DATA, load_events, move_events
from intercity.kinds.event.clock import note_over
from intercity.kinds.event.links import SERIES
from intercity.kinds.event.models import Event
from intercity.organisations.viewers import PUBLIC
from intercity.posts.links import linked
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import SpaceState
from tests.personas import make_organisation, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    cities = {f"city-of-{name.lower()}": make_persona(name, make_organisation(f"City of {name}")).person
              for name in ("Nice", "Torino", "Liege")}  # fmt: skip
    partnership, project = do_create_space("Partnership", slug="p"), do_create_space("Project", slug="q")
    do_create_space("Exercise", slug="heatwave-exercise", state=SpaceState.EXERCISE)
    programme = Programme(cities, partnership, project)
    load_events(programme)
    return programme


def test_real_events_say_where_it_is_written() -> None:
    told = json.loads(DATA.read_text(encoding="utf-8"))
    for row in (told["workshop"], told["series"], *told["editions"]):
        assert "](https://" in row["body"], row["title"]


def test_the_workshop_and_the_weeks_stand_on_their_days(programme: Programme) -> None:
    workshop = Event.objects.get(post=programme.posts["workshop"])
    assert workshop.starts_at == datetime(2020, 10, 16, 9, 30, tzinfo=UTC)
    assert workshop.speakers.count() == 3
    assert not workshop.sessions.exclude(starts_at=None).exists()
    editions = linked(PUBLIC, programme.posts["week-series"], SERIES)
    found = {post.pk: (post.event.first_day, post.event.last_day) for post in editions}
    assert found[programme.posts["week-nice"].pk] == (date(2019, 10, 14), date(2019, 10, 18))
    assert len(found) == 3


def test_the_meeting_of_the_exercise_is_tomorrow_and_moves_along(programme: Programme) -> None:
    event = Event.objects.get(post=programme.posts["exercise-meeting"])
    assert event.starts_at > timezone.now()
    begins = event.sessions.first().starts_at - event.starts_at  # type: ignore[union-attr, operator]
    note_over(event.ends_at)
    move_events(timedelta(days=3))
    moved = Event.objects.get(pk=event.pk)
    assert (moved.over_at, moved.first_day) == (None, event.first_day + timedelta(days=3))
    assert moved.sessions.first().starts_at - moved.starts_at == begins  # type: ignore[union-attr, operator]
