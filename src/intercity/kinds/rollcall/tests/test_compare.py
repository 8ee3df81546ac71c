"""What is compared, without pages: groups add up to all, moves, changes, other wordings, moments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.kinds.rollcall.changed import change_lines, count_changes
from intercity.kinds.rollcall.compare_tables import difference, signed, table_of
from intercity.kinds.rollcall.comparing import (
    BY,
    Group,
    Move,
    aligned,
    changes_between,
    groups_of,
    matching,
    moves_between,
    share,
    whole,
)
from intercity.kinds.rollcall.figures import figures_of
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sheet import Row, Sheet
from intercity.kinds.rollcall.since import read_moment
from intercity.kinds.rollcall.tests.random_rows import amount, fields, make_city, make_row, rows
from intercity.kinds.rollcall.values.types import STANDING, Asked, Choice, Option, Several
from intercity.kinds.rollcall.visibility import Sight

CLOSED = Asked("f1", FieldType.STANDING, "Closed?", tuple(Option(ident, label) for ident, label in STANDING))


def seen_of(field: Asked, found: Iterable[Row], asked: Iterable[int] = (), *, inside: bool = True) -> Seen:
    """Answers as somebody sees them, without a database."""
    held = {row.city.pk: row for row in found}
    cities = {pk: make_city(pk) for pk in {*held, *asked}}
    nothing: Any = SimpleNamespace()
    return Seen(nothing, nothing, Sight(answers=True, missing=inside), Sheet(1, (field,), cities, held))


def said(pk: int, option: str) -> Row:
    return make_row(pk, {"f1": Choice(option)})


@given(st.data(), st.sampled_from(BY), st.booleans())
def test_groups_add_up_to_all(data: st.DataObject, by: str, inside: bool) -> None:
    field = data.draw(fields())
    seen = seen_of(field, data.draw(rows(field)), data.draw(st.sets(st.integers(1, 99))), inside=inside)
    groups = groups_of(seen, by, ())
    assert sorted(row.city.pk for group in groups for row in group.rows) == sorted(seen.sheet.rows)
    if inside:
        assert sum(group.asked or 0 for group in groups) == seen.asked
    else:
        assert all(group.asked is None and group.rows for group in groups)
    everything = figures_of([field], seen.rows).tallies["f1"]
    parts = [figures_of([field], group.rows).tallies["f1"] for group in groups]
    assert sum(part.answered for part in parts) == everything.answered
    for option in everything.options:
        assert sum(part.options[option] for part in parts) == everything.options[option]
    for unit, numbers in everything.amounts.items():
        assert sorted(one for part in parts for one in part.amounts.get(unit, [])) == numbers
    table = table_of(field, [*groups, whole(groups, seen.asked if inside else None)])
    assert all(len(line.cells) == table.width or line.note for line in table.lines)


def test_units_have_lines_of_their_own() -> None:
    money = Asked("f1", FieldType.MONEY, "How much?")
    found = [make_row(1, {"f1": amount("100", "EUR")}), make_row(2, {"f1": amount("300", "EUR")}),
             make_row(3, {"f1": amount("7", "BGN")})]  # fmt: skip
    table = table_of(money, [Group("All", found)])
    assert table.heads == ["Answered this", "Unit", "Numbers", "Sum", "Median", "Middle half", "Least", "Most"]
    assert [line.cells[:5] for line in table.lines] == [["3", "EUR", "2", "400", "200"], ["3", "BGN", "1", "7", "7"]]


def test_a_group_without_an_answer_says_so_and_ours_is_marked() -> None:
    seen = seen_of(CLOSED, [said(1, "yes")], [1, 2])
    table = table_of(CLOSED, groups_of(seen, "size", {1}))
    assert [(str(line.label), line.own, line.note) for line in table.lines] == [
        ("under 50,000 people", True, ""), ("200,000 to 500,000", False, "No answer yet"),
    ]  # fmt: skip


def test_shares_are_of_those_that_answered() -> None:
    group = Group("All", [said(1, "yes"), said(2, "yes"), said(3, "no"), make_row(4, {}, unable=True)], 9)
    (line,) = table_of(CLOSED, [group]).lines
    assert list(line.cells) == ["9", "3", "2 (67\xa0%)", "0 (0\xa0%)", "1 (33\xa0%)", "0 (0\xa0%)", "1"]
    later = Group("Later", [said(1, "yes"), said(2, "no"), said(3, "no")], 9)
    moved = difference(CLOSED, group, later)
    assert moved is not None
    assert list(moved.cells) == ["", "0", "−34 points", "0 points", "+34 points", "0 points", ""]
    assert (share(1, 3), share(0, 0), signed(0)) == (33, 0, "0")


def test_who_moved_is_counted_once() -> None:
    then = [said(1, "planned"), said(2, "planned"), said(3, "no"), said(4, "yes")]
    now = [said(1, "yes"), said(2, "yes"), make_row(3, {}, unable=True), said(5, "yes")]
    assert moves_between(CLOSED, then, now) == [Move("planned", "yes", 2), Move("no", "", 1)]


def test_changes_are_new_changed_and_withdrawn_ones() -> None:
    then = seen_of(CLOSED, [said(1, "planned"), said(2, "no"), said(3, "yes")])
    now = seen_of(CLOSED, [said(1, "yes"), said(2, "no"), said(4, "no"), make_row(5, {}, unable=True)])
    changes = list(changes_between(then, now))
    assert count_changes(changes) == {"new": 2, "changed": 1, "gone": 1}
    lines = {line.city.name: line for line in change_lines(changes, (CLOSED,))}
    assert [(step.label, step.before, step.after) for step in lines["City 1"].steps] == [("Closed?", "Planned", "Yes")]
    assert [(step.before, step.after) for step in lines["City 3"].steps] == [("Yes", "")]
    assert [step.after for step in lines["City 5"].steps] == ["No capacity to answer"]
    assert "City 2" not in lines


def test_other_roll_calls_are_the_same_where_their_wording_is() -> None:
    field = Asked("f1", FieldType.ONE, "What is  open?", (Option("a", "Hotels"), Option("b", "Halls")))
    other = Asked("f2", FieldType.ONE, "what is open?", (Option("a", "halls"), Option("b", "Ships")))
    assert matching(field, [Asked("f2", FieldType.SEVERAL, "What is open?"), other]) is other
    both, moved = aligned(field, other, [make_row(1, {"f2": Choice("a")}), make_row(2, {"f2": Choice("b")})])
    assert [both.option_label(row.values["f1"].option) for row in moved] == ["Halls", "Ships"]  # type: ignore[union-attr]
    several = Asked("f2", FieldType.SEVERAL, "?", (Option("x", "Halls"),))
    _both, moved = aligned(field, several, [make_row(1, {"f2": Several(("x",))}), make_row(2, {})])
    assert [row.values.get("f1") for row in moved] == [Several(("b",)), None]


NOW = datetime(2026, 11, 23, 10, 30, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("monday", "2026-11-16T00:00:00+01:00"), ("yesterday", "2026-11-22T00:00:00+01:00"),
        ("week", "2026-11-16T00:00:00+01:00"), ("2026-07-01", "2026-07-01T00:00:00+02:00"),
        ("2026-11-20T14:30", "2026-11-20T14:30:00+01:00"), ("", None), ("no day", None), ("0001-01-01", None),
        ("9999-12-31", None), ("2026-13-01", None),
    ],
)  # fmt: skip
def test_moments_as_people_say_them(text: str, day: str | None) -> None:
    found = read_moment(text, NOW)
    assert (found.isoformat() if found else None) == day


@given(st.text(max_size=30))
def test_rubbish_is_no_moment_and_no_error(text: str) -> None:
    read_moment(text, NOW)
