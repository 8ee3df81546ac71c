"""Kept values are what the database says, whoever reads and writes at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from intercity.activity import kept
from intercity.activity.kept import EVERY_ACT, Keeper, Shelf, inside
from intercity.activity.models import Activity
from intercity.activity.record import record


@pytest.fixture
def keeper(db: None) -> Keeper:
    return Keeper()


@pytest.fixture
def shelf(keeper: Keeper) -> Shelf[str]:
    return keeper.shelf(10_000)


def act(verb: str = "post.edited", **uids: Any) -> int:
    with transaction.atomic():
        return record(verb, **uids).pk


def keep(keeper: Keeper, shelf: Shelf[str], key: str, *tags: str) -> None:
    shelf.keep(key, key, tags, keeper.catch_up())


def test_after_somebody_was_erased_nothing_kept_is_used(keeper: Keeper, shelf: Shelf[str]) -> None:
    keep(keeper, shelf, "a", "post-a")
    before = keeper.catch_up()
    act("person.erased", person_uid="p")
    keeper.catch_up()
    assert shelf.get("a") is None
    shelf.keep("a", "read before", ["post-a"], before)
    assert shelf.get("a") is None


def test_an_act_forgets_what_it_concerns_and_nothing_else(keeper: Keeper, shelf: Shelf[str]) -> None:
    for key, tags in {"a": ["post-a"], "b": ["post-b"], "space": [inside("s")], "all": [EVERY_ACT]}.items():
        keep(keeper, shelf, key, *tags)
    act(post_uid="post-a", root_uid="post-a", space_uid="t", organisation_uid="post-b")
    keeper.catch_up()
    assert [shelf.get(key) for key in ("a", "b", "space", "all")] == [None, "b", "space", None]


@pytest.mark.parametrize(
    ("verb", "uids", "tags"),
    [
        ("post.published", {"post_uid": "c", "root_uid": "r", "space_uid": "s"}, {"c", "r", "in:s", "post"}),
        ("posts.imported", {"data": {"uids": ["x", "y"]}, "space_uid": "s"}, {"x", "y", "in:s", "posts"}),
        ("event.taken_out", {"data": {"uids": ["x"]}, "space_uid": "s"}, {"x", "in:s"}),
        ("organisation.changed", {"organisation_uid": "o", "person_uid": "p"}, {"o", "p", "organisation"}),
        ("membership.ended", {"organisation_uid": "o", "data": {"person_uid": "q"}}, {"o", "q", "membership"}),
        ("space.changed", {"space_uid": "s"}, {"s", "in:s", "space"}),
        ("space.joined", {"space_uid": "s", "organisation_uid": "o"}, {"in:s", "space"}),
        ("topic.changed", {"data": {"slugs": ["x"]}}, {"topic"}),
    ],
)
def test_what_each_act_concerns(
    verb: str, uids: dict[str, Any], tags: set[str], keeper: Keeper, shelf: Shelf[str]
) -> None:
    everything = {"c", "r", "s", "x", "y", "o", "p", "q", "in:s"} | {"post", "posts", "organisation", "membership"}
    everything |= {"space", "topic"}
    for tag in everything:
        keep(keeper, shelf, tag, tag)
    act(verb, **uids)
    keeper.catch_up()
    assert {tag for tag in everything if shelf.get(tag) is None} == tags


def test_a_value_read_before_an_act_is_refused_after_it(keeper: Keeper, shelf: Shelf[str]) -> None:
    since = keeper.catch_up()
    act(post_uid="a")
    keeper.catch_up()
    shelf.keep("old", "as it was", ["a"], since)
    shelf.keep("other", "untouched", ["b"], since)
    assert shelf.get("old") is None
    assert shelf.get("other") == "untouched"


def test_very_many_acts_forget_everything(keeper: Keeper, shelf: Shelf[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_ROWS", 3)
    keep(keeper, shelf, "b", "post-b")
    before = keeper.catch_up()
    for _ in range(5):
        act(post_uid="post-a")
    newest = keeper.catch_up()
    assert newest == before + 5 or newest > before
    assert shelf.get("b") is None
    shelf.keep("late", "read before the flood", ["post-b"], before)
    assert shelf.get("late") is None
    keep(keeper, shelf, "b", "post-b")
    assert shelf.get("b") == "b"


def test_another_record_forgets_everything(keeper: Keeper, shelf: Shelf[str]) -> None:
    act(post_uid="a")
    newest = act(post_uid="a")
    keep(keeper, shelf, "b", "post-b")
    # As after a restore: the same ids may stand for other acts.
    Activity.objects.filter(pk=newest).delete()
    assert keeper.catch_up() < newest
    assert shelf.get("b") is None


def test_what_was_rolled_back_is_forgotten(keeper: Keeper, shelf: Shelf[str]) -> None:
    keep(keeper, shelf, "before", "x")
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        record("post.edited", post_uid="a")
        keep(keeper, shelf, "a", "a")
        raise RuntimeError
    keeper.catch_up()
    assert shelf.get("a") is None


def test_the_room_is_kept_and_what_is_used_stays(keeper: Keeper, shelf: Shelf[str]) -> None:
    since = keeper.catch_up()
    for number in range(100):
        shelf.keep(number, "x", ["tag"], since, size=800)
        assert shelf.get(0) == "x"
    assert len(shelf) == 10
    assert shelf.get(1) is None
    shelf.keep("huge", "x", ["tag"], since, size=20_000)
    assert shelf.get("huge") is None
    act(post_uid="tag")
    keeper.catch_up()
    assert len(shelf) == 0


def test_catching_up_costs_one_query(keeper: Keeper) -> None:
    act(post_uid="a")
    keeper.catch_up()
    with CaptureQueriesContext(connection) as queries:
        keeper.catch_up()
    assert len(queries) == 1


def test_find_makes_a_value_once(keeper: Keeper, shelf: Shelf[str]) -> None:
    made: Iterator[str] = iter(["first", "second"])
    assert [shelf.find("k", ["a"], lambda: next(made)) for _ in range(2)] == ["first", "first"]
    act(post_uid="a")
    assert shelf.find("k", ["a"], lambda: next(made)) == "second"


def test_what_readers_write_into_names_counts_for_the_room(keeper: Keeper, shelf: Shelf[str]) -> None:
    since = keeper.catch_up()
    for number in range(50):
        shelf.keep((("list", f"{number}" * 2000), frozenset({"public"})), "x", [], since)
    assert 0 < len(shelf) < 5
