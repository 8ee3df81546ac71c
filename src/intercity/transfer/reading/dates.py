"""Dates as trackers write them.

Whether 03/04/2020 is in March or April is decided once per column from all its cells: one cell with a
day above twelve decides for the others.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Order = Literal["dmy", "mdy", ""]

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)$")
_NUMERIC = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2\s?(\d{4}|\d{2})(?:[ T,].*)?$")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?$")
_DAY_NAME_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[ \-/]*(?:de |of )?([^\W\d_]{3,})\.?,?(?: de)?[ \-/]*(\d{4}|\d\d)$"
)
_NAME_DAY_YEAR = re.compile(r"(?:[^\W\d_]+,? )?([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100

# The first letters of a month's name that are enough in English, French, Spanish, German, Italian,
# Portuguese, Dutch and Bulgarian.
_MONTHS = {
    1: ("jan", "ene", "gen", "янв", "яну"),
    2: ("feb", "fév", "fev", "фев"),
    3: ("mar", "mär", "maa", "mrt", "мар"),
    4: ("apr", "avr", "abr", "апр"),
    5: ("may", "mai", "mag", "mei", "май"),
    6: ("jun", "juin", "giu", "юни", "июн"),
    7: ("jul", "juil", "lug", "юли", "июл"),
    8: ("aug", "aou", "aoû", "ago", "авг"),
    9: ("sep", "set", "сеп", "сен"),
    10: ("oct", "okt", "ott", "out", "окт"),
    11: ("nov", "ное", "ноя"),
    12: ("dec", "déc", "dic", "dez", "дек"),
}
_MONTH_BY_START = {start: month for month, starts in _MONTHS.items() for start in starts}


@dataclass
class DateOrder:
    """Counts the evidence for day-month or month-day order over a column."""

    day_first: int = 0
    month_first: int = 0
    dotted: int = 0

    def see(self, text: str) -> None:
        """Take one cell of the column into account."""
        match = _NUMERIC.match(text)
        if match is None:
            return
        self.day_first += int(match[1]) > 12
        self.month_first += int(match[3]) > 12
        self.dotted += match[2] == "."

    @property
    def order(self) -> Order:
        """Return the order that the cells prove; "" where they prove none or both.

        Dates with dots are day-month wherever dots are used.
        """
        if self.day_first and self.month_first:
            return ""
        if self.day_first or (self.dotted and not self.month_first):
            return "dmy"
        return "mdy" if self.month_first else ""


@lru_cache(maxsize=16_384)
def parse_date(text: str, order: Order = "") -> datetime.date | None:
    """Return the date in `text`, or None where it holds none or could be two.

    `order` settles cells such as 03/04/2020. Understood: ISO with or without a time, yyyymmdd, day and
    month in figures, month names of eight languages, Excel's day numbers. Never raises.
    """
    text = text.strip()
    if match := _ISO.match(text) or _COMPACT.match(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.match(text):
        return _from_figures(int(match[1]), int(match[3]), _year(match[4]), order)
    if _SERIAL.match(text):
        return _EXCEL_EPOCH + datetime.timedelta(days=int(float(text)))
    return _from_words(text.lower())


def _from_figures(first: int, second: int, year: int, order: Order) -> datetime.date | None:
    if first > 12 or first == second:
        return _date(year, second, first)
    if second > 12:
        return _date(year, first, second)
    if order == "dmy":
        return _date(year, second, first)
    return _date(year, first, second) if order == "mdy" else None


def _from_words(text: str) -> datetime.date | None:
    if match := _DAY_NAME_YEAR.match(text):
        return _date(_year(match[3]), _month(match[2]), int(match[1]))
    if match := _NAME_DAY_YEAR.match(text):
        return _date(int(match[3]), _month(match[1]), int(match[2]))
    return None


def _month(name: str) -> int:
    return _MONTH_BY_START.get(name[:4]) or _MONTH_BY_START.get(name[:3]) or 0


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
