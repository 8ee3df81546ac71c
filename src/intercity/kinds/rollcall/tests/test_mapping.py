"""Which mark an answer gets, and that the counts of the legend are those of the rows."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from intercity.kinds.rollcall.figures import figures_of
from intercity.kinds.rollcall.mapping import EMPTY, MISSING, MOST_MARKS, UNABLE, draw, quarters
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.tests.random_rows import amount, fields, make_row, rows
from intercity.kinds.rollcall.values.types import Asked, Choice, Option, Several

BEDS = Asked("f1", FieldType.NUMBER, "How many?", unit="beds")


@given(st.data(), st.integers(0, 5))
def test_every_row_has_one_mark_and_the_legend_counts_them(data: st.DataObject, missing: int) -> None:
    field = data.draw(fields())
    found = data.draw(rows(field))
    drawn = draw(field, found, missing)
    counts = {step.key: count for step, count in drawn.legend}
    assert sum(counts.values()) == len(found) + missing
    assert counts.get(MISSING, 0) == missing
    assert Counter(drawn.keys.values()) == Counter({key: n for key, n in counts.items() if n and key != MISSING})
    shapes = [step.shape for step in drawn.steps]
    assert len(set(shapes)) == len(shapes), "two marks that look the same"
    figures = figures_of([field], found)
    assert counts.get(UNABLE, 0) == figures.no_capacity
    tally = figures.tallies["f1"]
    assert tally.answered == len(found) - counts.get(UNABLE, 0) - counts.get(EMPTY, 0)
    if field.type in (FieldType.STANDING, FieldType.ONE) and len(field.options) <= MOST_MARKS:
        assert {f"o-{option.id}": tally.options[option.id] for option in field.options} == {
            key: n for key, n in counts.items() if key.startswith("o-")
        }


@given(st.lists(st.integers(-50, 50)))
def test_quarters_hold_every_value_once(numbers: list[int]) -> None:
    values = [amount(str(number)).value for number in numbers]
    ranges = quarters(values)
    assert len(ranges) <= 4
    assert all(sum(low <= value <= high for low, high in ranges) == 1 for value in values)
    assert all(low in values and high in values for low, high in ranges)


def test_numbers_get_quarters_and_other_units_are_told_apart() -> None:
    found = [make_row(n, {"f1": amount(str(n))}) for n in range(1, 9)] + [make_row(20, {"f1": amount("5", "rooms")})]
    drawn = draw(BEDS, found, 0)
    assert [(str(step.label), count) for step, count in drawn.legend] == [
        ("1 to 2\xa0beds", 2), ("3 to 4\xa0beds", 2), ("5 to 6\xa0beds", 2), ("7 to 8\xa0beds", 2),
        ("in another unit", 1),
    ]  # fmt: skip
    assert drawn.units == ["beds", "rooms"]
    other = draw(BEDS, found, 0, "rooms")
    assert [(step.label, step.shape, count) for step, count in other.legend] == [
        ("5\xa0rooms", "q4", 1), ("in another unit", "other", 8),
    ]  # fmt: skip


def test_several_of_a_list_are_told_from_one_of_it() -> None:
    field = Asked("f1", FieldType.SEVERAL, "Which?", (Option("a", "Hotels"), Option("b", "Halls")))
    found = [make_row(1, {"f1": Several(("a",))}), make_row(2, {"f1": Several(("a", "b"))})]
    assert [(step.label, count) for step, count in draw(field, found, 0).legend] == [
        ("only Hotels", 1), ("only Halls", 0), ("several of them", 1),
    ]  # fmt: skip


def test_of_very_many_options_the_most_frequent_have_marks_of_their_own() -> None:
    options = tuple(Option(f"a{n}", f"Option {n}") for n in range(20))
    field = Asked("f1", FieldType.ONE, "Which?", options)
    found = [make_row(n, {"f1": Choice("a19")}) for n in range(1, 4)] + [make_row(9, {"f1": Choice("a0")})]
    legend = {step.label: count for step, count in draw(field, found, 0).legend}
    assert legend["Option 19"] == 3
    assert len(legend) <= MOST_MARKS
    assert sum(legend.values()) == 4
