"""Which streams the answers to a roll call travel in: they are many, and most pages show nothing of them."""

from __future__ import annotations

import json

import pytest

from intercity.activity.models import Activity
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall
from intercity.live import events
from intercity.live.event import StreamWish, make_wish
from intercity.organisations.models import Organisation
from intercity.posts.visibility import audience_of
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def cities(nice: Organisation, torino: Organisation) -> list[Organisation]:
    return [nice, torino, make_organisation("City of Lyon", short_name="Lyon")]


@pytest.fixture
def rollcall(coordinator: Persona, space: Space, cities: list[Organisation]) -> RollCall:
    return make_rollcall(coordinator, space, cities)


def newest() -> int:
    return Activity.objects.latest("pk").pk


def test_only_pages_of_a_roll_call_hear_its_answers(
    rollcall: RollCall, cities: list[Organisation], officer: Persona
) -> None:
    give(rollcall, cities[0])
    post, space = rollcall.post.uid, rollcall.post.space.uid
    acts = list(Activity.objects.order_by("pk"))
    [event] = [one["en"] for one in events.render(acts, ["en"]) if one and one["en"].name == "answers"]
    for query, heard in (
        (f"?post={post}", True), (f"?all=1&post={post}", True), (f"?space={space}&post={post}", True),
        (f"?space={space}", False), ("", False), ("?all=1", False),
    ):  # fmt: skip
        wish = make_wish(json.loads(officer.client.get(f"/live{query}").headers["X-Intercity-Stream"]))
        assert wish.hears(event) == heard, query
        assert ("answers" in [one.name for one in events.since(0, wish)]) == heard, query


def test_very_many_answers_make_no_other_page_load_anew(
    rollcall: RollCall, cities: list[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_REPLAYED", 2)
    since = newest()
    for city in cities:
        give(rollcall, city)
    audiences = audience_of(Label.GREEN, rollcall.post.space.uid)
    space = StreamWish(audiences, frozenset({rollcall.post.space.uid}))
    assert events.since(since, space) == events.since(since, StreamWish(audiences)) == []
    [told] = events.since(since, StreamWish(audiences, frozenset(), frozenset({rollcall.post.uid})))
    assert told.name == "reload"
