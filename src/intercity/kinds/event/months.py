"""Months of a calendar: their names in addresses, their neighbours, their weeks. Knows neither tables nor settings."""

from __future__ import annotations

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from babel.dates import format_date
from django.utils.translation import get_language

YEARS: Final = range(1990, 2101)
NAME = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    def __str__(self) -> str:
        """As addresses have it: "2027-03"."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.later().first - timedelta(days=1)

    @property
    def words(self) -> str:
        """ "March 2027", in the reader's language."""
        return format_date(self.first, "LLLL yyyy", locale=get_language() or "en")

    def later(self) -> Month:
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    def earlier(self) -> Month:
        """The month before."""
        return month_of(self.first - timedelta(days=1))

    @property
    def is_shown(self) -> bool:
        """Whether calendars go there."""
        return self.year in YEARS

    def weeks(self) -> list[list[date]]:
        """Its weeks from Monday on, with the days of the neighbouring months that fill them."""
        return Calendar().monthdatescalendar(self.year, self.number)


def month_of(day: date) -> Month:
    """The month of a day."""
    return Month(day.year, day.month)


def read_month(text: str) -> Month | None:
    """The month that an address names; None for what names none that calendars show."""
    found = NAME.fullmatch(text)
    if found is None or int(found[1]) not in YEARS or not 1 <= int(found[2]) <= 12:
        return None
    return Month(int(found[1]), int(found[2]))


def weekdays() -> list[tuple[str, str]]:
    """Monday to Sunday in the reader's language, short and in full."""
    monday = date(2024, 1, 1)
    locale = get_language() or "en"
    days = [monday + timedelta(days=number) for number in range(7)]
    return [(format_date(day, "ccc", locale=locale), format_date(day, "cccc", locale=locale)) for day in days]
