"""Which streams the answers to a roll call travel in: they are many, and most pages show nothing of them."""

from __future__ import annotations

import json

import pytest

from intercity.activity.models import Activity
from intercity.kinds.rollcall import live
from intercity.kinds.rollcall.actions.answering import do_withdraw
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall
from intercity.live import events
from intercity.live.event import LiveEvent, StreamWish, make_wish
from intercity.organisations.models import Organisation
from intercity.posts.visibility import PUBLIC_AUDIENCE, audience_of
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_post

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


def heard(since: int, rollcall: RollCall) -> list[LiveEvent]:
    """What a page of the roll call is told that was away since then."""
    audiences = audience_of(Label.GREEN, rollcall.post.space.uid)
    return events.since(since, StreamWish(audiences, frozenset(), frozenset({rollcall.post.uid})))


def test_however_many_answers_it_missed_a_page_gets_rows_and_no_other_page_hears_of_them(
    rollcall: RollCall, cities: list[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_REPLAYED", 1)
    since = newest()
    for city in cities:
        give(rollcall, city)
    do_withdraw(rollcall, cities[0], None)
    audiences = audience_of(Label.GREEN, rollcall.post.space.uid)
    space = StreamWish(audiences, frozenset({rollcall.post.space.uid}))
    assert events.since(since, space) == events.since(since, StreamWish(audiences)) == []
    [told] = heard(since, rollcall)
    news = json.loads(told.data)
    assert (told.name, told.id, news["gone"]) == ("answers", newest(), [cities[0].uid])
    assert [row["org"] for row in news["rows"]] == [city.uid for city in cities[1:]]
    # Nobody who sees no answers learns that any came, not even by a message to load anew.
    public = StreamWish(frozenset({PUBLIC_AUDIENCE}), frozenset(), frozenset({rollcall.post.uid}))
    assert events.since(since, public) == []


def test_comments_beside_answers_count_each(
    rollcall: RollCall, cities: list[Organisation], officer: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_REPLAYED", 3)
    since = newest()
    for city in cities:
        give(rollcall, city)
        if city is not cities[0]:
            make_post(officer, rollcall.post.space, kind="comment", title="", parent=rollcall.post)
    assert [one.name for one in heard(since, rollcall)] == ["comment", "answers", "comment"]
    make_post(officer, rollcall.post.space, kind="comment", title="", parent=rollcall.post)
    assert [one.name for one in heard(since, rollcall)] == ["reload"]


def test_more_acts_than_can_be_looked_through_load_anew(
    rollcall: RollCall, cities: list[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_TOGETHER", 2)
    since = newest()
    for city in cities:
        give(rollcall, city)
    assert [one.name for one in heard(since, rollcall)] == ["reload"]


def test_of_more_rows_than_a_page_shows_the_older_come_without_cells(
    rollcall: RollCall, cities: list[Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PAGE_ROWS", 2)
    since = newest()
    for city in cities:
        give(rollcall, city)
    rows = json.loads(heard(since, rollcall)[0].data)["rows"]
    assert [(row["org"], "cells" in row) for row in rows] == [(city.uid, city is not cities[0]) for city in cities]
    assert rows[0]["answer"] == ["f1:yes"]
