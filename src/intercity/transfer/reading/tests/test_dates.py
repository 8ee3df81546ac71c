"""Dates of every format, and the order of day and month decided by the column."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.transfer.reading.dates import DateOrder, parse_date

days = st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31))
FORMATS = {
    "%Y-%m-%d": "",
    "%Y-%m-%dT%H:%M:%SZ": "",
    "%Y/%m/%d": "",
    "%Y%m%d": "",
    "%d/%m/%Y": "dmy",
    "%d.%m.%Y": "dmy",
    "%m/%d/%Y": "mdy",
    "%m-%d-%Y": "mdy",
    "%m-%d-%Y 00:00": "mdy",
    "%d %B %Y": "",
    "%B %d, %Y": "",
    "%d-%b-%Y": "",
}


@given(days, st.sampled_from(sorted(FORMATS)))
def test_every_format_gives_its_day_back(day: datetime.date, form: str) -> None:
    assert parse_date(day.strftime(form), FORMATS[form]) == day


@given(st.dates(datetime.date(1960, 1, 1), datetime.date(2060, 1, 1)))
def test_excel_day_numbers(day: datetime.date) -> None:
    assert parse_date(str((day - datetime.date(1899, 12, 30)).days)) == day


@given(st.text(max_size=40), st.sampled_from(["", "dmy", "mdy"]))
def test_never_raises(text: str, order: str) -> None:
    found = parse_date(text, order)
    assert found is None or 1900 <= found.year <= 2100


@given(days.filter(lambda day: day.day <= 12 and day.day != day.month))
def test_two_readings_are_never_guessed(day: datetime.date) -> None:
    assert parse_date(day.strftime("%d/%m/%Y")) is None


@given(st.lists(days, min_size=1), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_column_decides_only_what_it_proves(column: list[datetime.date], form: str) -> None:
    order = DateOrder()
    for day in column:
        order.see(day.strftime(form))
    proven = any(day.day > 12 for day in column)
    assert order.order == (("dmy" if form.startswith("%d") else "mdy") if proven else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1er mai 2020", (2020, 5, 1)),
        ("3 de marzo de 2020", (2020, 3, 3)),
        ("16. März 2020", (2020, 3, 16)),
        ("5 май 2020", (2020, 5, 5)),
        ("Thursday, March 5th, 2020", (2020, 3, 5)),
        ("04-17-20", (2020, 4, 17)),
        ("three weeks until march 99, but is probably extended", None),
        ("2020-13-45", None),
        ("NA", None),
    ],
)
def test_dates_in_words(text: str, expected: tuple[int, int, int] | None) -> None:
    assert parse_date(text) == (datetime.date(*expected) if expected else None)


def test_contradicting_column_proves_nothing() -> None:
    order = DateOrder()
    order.see("13/01/2020")
    order.see("01/13/2020")
    assert order.order == ""
