"""Figures, charts and the leaning of sizes: made of rows, and of nothing else."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.kinds.rollcall.charts import chart_data, chart_svg, charts_of
from intercity.kinds.rollcall.figures import Figures, figures_of
from intercity.kinds.rollcall.leaning import leaning_of
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.sentence import sentence_of
from intercity.kinds.rollcall.sheet import City, Row
from intercity.kinds.rollcall.tests.random_rows import amount, make_row
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Day, Option, Several, Value, Words, options_of
from intercity.posts.filters.scales import size_of

STANDING = Asked("f1", FieldType.STANDING, "Closed?", options_of(FieldType.STANDING, []))
HOTELS = (Option("a", "Hotels"), Option("b", "Schools"), Option("c", "Halls"), Option("d", "Tents"))
FIELDS = (
    STANDING,
    Asked("f2", FieldType.SEVERAL, "Which?", HOTELS),
    Asked("f3", FieldType.NUMBER, "How many?", unit="beds"),
    Asked("f4", FieldType.MONEY, "Spent?", unit="EUR"),
    Asked("f5", FieldType.DATE, "Since?"),
    Asked("f6", FieldType.TEXT, "How?"),
)
AT = datetime(2026, 3, 2, tzinfo=UTC)


def row(pk: int, values: dict[str, Value], people: int | None = None, **more: bool) -> Row:
    city = City(pk, f"u{pk}", f"c{pk}", f"City {pk}", "FR", "local", people, None, size_of(people) if people else "")
    said = {"no_capacity": False, "late": False, "entered": False, **more}
    return Row(city, values, said["no_capacity"], "", "", "", AT, said["late"], said["entered"], 1)


def one_field(kind: FieldType, values: Sequence[Value], asked: int | None = None, **more: object) -> Figures:
    field = Asked("f1", kind, "What?", options_of(kind, []) or HOTELS, **more)  # type: ignore[arg-type]
    return figures_of([field], [row(n, {"f1": value}) for n, value in enumerate(values)], asked)


def said(kind: FieldType, values: Sequence[Value], asked: int) -> str:
    return sentence_of(one_field(kind, values, asked)).replace("\N{NO-BREAK SPACE}", " ")


numbers = st.decimals(min_value=-(10**9), max_value=10**12, places=2, allow_nan=False)
values = st.fixed_dictionaries({}, optional={
    "f1": st.sampled_from(["yes", "no", "planned", "not_ours"]).map(Choice),
    "f2": st.lists(st.sampled_from("abcd"), unique=True, max_size=4).map(lambda found: Several(tuple(sorted(found)))),
    "f3": st.builds(Amount, numbers, st.just("beds"), st.booleans()),
    "f4": st.builds(Amount, numbers, st.sampled_from(["EUR", "BGN", "JPY", "CHF"]), st.booleans()),
    "f5": st.dates(date(1950, 1, 1), date(2090, 1, 1)).map(Day),
    "f6": st.text(min_size=1, max_size=9).map(Words),
})  # fmt: skip
rows = st.lists(
    st.tuples(values, st.sampled_from([None, 9_000, 90_000, 900_000, 9_000_000]), st.booleans()), max_size=30
).map(
    lambda found: [
        row(n, {} if silent else one, many, no_capacity=silent) for n, (one, many, silent) in enumerate(found)
    ]
)


@given(rows, rows)
def test_moving_figures_on_is_counting_anew(before: list[Row], after: list[Row]) -> None:
    assert figures_of(FIELDS, before, 40).moved(before, after) == figures_of(FIELDS, after, 40)
    assert figures_of(FIELDS, before, 40).moved([], []) == figures_of(FIELDS, before, 40)


@given(rows)
def test_figures_charts_and_sentence_are_those_of_the_rows(found: list[Row]) -> None:
    figures = figures_of(FIELDS, found, len(found) + 3)
    assert (figures.answered, figures.missing) == (len(found), 3)
    charts = {chart.key: chart for chart in charts_of(figures)}
    counts = Counter(one.values["f1"].option for one in found if "f1" in one.values)  # type: ignore[union-attr]
    assert dict(figures.tallies["f1"].options) == dict(counts)
    assert [line[1] for line in charts["f1"].figures][:4] == [str(counts[one.id]) for one in STANDING.options]
    for spread in figures.tallies["f4"].spreads:
        mine = [one.values["f4"].value for one in found if "f4" in one.values and one.values["f4"].unit == spread.unit]  # type: ignore[union-attr]
        assert (spread.total, spread.count) == (sum(mine), len(mine))
        assert spread.median == statistics.median(mine)
    drawn = [one for one in charts.values() if one.key.startswith(("f3", "f4", "f5")) and one.marks]
    for chart in drawn:
        heights = sum(int(word.text) for word in chart.words if word.tone == "")
        tally = figures.tallies[chart.key[:2]]
        assert heights == (len(tally.spreads[int(chart.key[3:])].values) if tally.spreads else tally.answered)
        assert all(one.width >= 0 and one.height >= 0 and -1 <= one.x <= 341 for one in chart.marks)
        assert chart_svg(chart)
        assert chart_data(chart)
    turnout = "None of" if not found else f"{len(found)} of {len(found) + 3} cities "
    assert sentence_of(figures).startswith(turnout)


def test_money_is_never_mixed_and_shares_are_never_added() -> None:
    figures = one_field(
        FieldType.MONEY, [Amount(Decimal(one), unit) for one, unit in ((5, "EUR"), (7, "EUR"), (9, "BGN"))]
    )
    assert [(one.unit, one.total) for one in figures.tallies["f1"].spreads] == [("EUR", 12), ("BGN", 9)]
    (percent,) = (
        one_field(FieldType.PERCENT, [Amount(Decimal(45), "%"), Amount(Decimal(55), "%")]).tallies["f1"].spreads
    )
    assert (percent.total, percent.median) == (None, 50)


def test_quartiles_are_those_of_a_spreadsheet() -> None:
    values = [Amount(Decimal(one), "beds") for one in (1, 2, 4, 8, 16, 32)]
    (spread,) = one_field(FieldType.NUMBER, values).tallies["f1"].spreads
    assert (spread.least, *spread.quartiles, spread.median, spread.most) == (1, Decimal("2.5"), 14, 6, 32)


@pytest.mark.parametrize(
    ("answered", "asked", "begins"),
    [
        (0, 120, "None of 120 cities has answered yet."), (1, 120, "1 of 120 cities has answered;"),
        (62, 120, "62 of 120 cities have answered;"), (120, 120, "All 120 cities have answered;"),
        (0, 1, "The one city that is asked has not answered yet."), (1, 1, "The one city that is asked has answered;"),
        (1234, 2000, "1,234 of 2,000 cities have answered;"),
    ],
)  # fmt: skip
def test_how_many_have_answered_reads_well(answered: int, asked: int, begins: str) -> None:
    assert said(FieldType.STANDING, [Choice("yes")] * answered, asked).startswith(begins)


def test_the_sentence_fits_the_first_field() -> None:
    yes, no, plan = Choice("yes"), Choice("no"), Choice("planned")
    assert said(FieldType.STANDING, [yes, yes, plan, no], 9) == (
        "4 of 9 cities have answered; 2 say yes, 1 plans to, 1 says no."
    )
    assert said(FieldType.ONE, [Choice("b"), Choice("b"), Choice("a")], 9) == (
        "3 of 9 cities have answered; 2 say “Schools”, 1 says “Hotels”."
    )
    beds = [Amount(Decimal(one), "beds", one == 8) for one in (2, 4, 8, 16)]
    assert said(FieldType.NUMBER, beds, 9) == (
        "4 of 9 cities have answered; 4 together have 30 beds, the median is 6 beds, "
        "half of them lie between 3.5 and 10 beds; 1 number is approximate."
    )
    days = [Day(date(2026, 3, one)) for one in (9, 2, 20)]
    assert said(FieldType.DATE, days, 9) == (
        "3 of 9 cities have answered; the first day is 2 Mar 2026, the middle one 9 Mar 2026, the last one 20 Mar 2026."
    )
    unable = replace(one_field(FieldType.TEXT, [Words("x")], 9), no_capacity=2)
    assert sentence_of(unable).endswith("; 1 wrote a text; 2 have no capacity to answer.")


def parted(large: tuple[int, int], small: tuple[int, int]) -> Figures:
    """So many of so many large cities say yes, so many of so many small ones."""
    found = [
        row(n, {"f1": Choice("yes" if n % 1000 < yes else "no")}, people)
        for (yes, every), people, base in ((large, 900_000, 0), (small, 9_000, 1000))
        for n in range(base, base + every)
    ]
    return figures_of([STANDING], found, len(found))


@pytest.mark.parametrize(
    ("large", "small", "is_said"),
    [
        ((24, 28), (17, 34), True), ((17, 34), (24, 28), True),
        # Fewer than ten in one half.
        ((9, 9), (1, 30), False),
        # Less than fifteen points apart, however many there are.
        ((570, 1000), (430, 1000), False),
        # It may be chance.
        ((7, 10), (5, 10), False),
        ((10, 10), (10, 10), False),
    ],
)  # fmt: skip
def test_a_leaning_is_said_only_where_it_is_real(large: tuple[int, int], small: tuple[int, int], is_said: bool) -> None:
    figures = parted(large, small)
    assert (leaning_of(figures.tallies["f1"], "yes") is not None) == is_said
    assert (" more often" in sentence_of(figures)) == is_said


def test_a_leaning_names_its_numbers() -> None:
    assert "larger cities say yes more often (24 of 28 with 50,000 people or more, 17 of 34 with fewer)" in sentence_of(
        parted((24, 28), (17, 34))
    )


@pytest.mark.parametrize("days", [0, 5, 60, 300, 9000])
def test_a_timeline_takes_the_step_that_fits(days: int) -> None:
    first = date(2020, 2, 29)
    found = [Day(first), Day(first + timedelta(days=days)), Day(first + timedelta(days=days // 2))]
    (chart,) = charts_of(one_field(FieldType.DATE, found))
    assert 1 <= len(chart.marks) <= 12
    assert sum(int(line[1]) for line in chart.figures) == 3


@pytest.mark.parametrize("counts", [[1, 2, 3], [5] * 200 + [900], [0, 0, 100], list(range(1, 120)), [7]])
def test_the_line_of_the_median_runs_through_no_figure(counts: list[int]) -> None:
    asked = Asked("f1", FieldType.NUMBER, "How many?", unit="beds")
    figures = figures_of([asked], [make_row(n, {"f1": amount(str(count))}) for n, count in enumerate(counts, 1)])
    (chart,) = charts_of(figures)
    line = next(mark for mark in chart.marks if mark.tone == "middle")
    for word in chart.words:
        if word.tone == "":
            wide = 7.5 * len(word.text)
            left = word.x - wide * {"start": 0, "middle": 0.5, "end": 1}[word.anchor]
            assert left + wide <= line.x or left >= line.x + line.width
            assert -wide / 2 <= left <= 340 - wide / 2
