"""The orders of a table of answers. Rows without a value come last, whichever way it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from django.utils.translation import get_language

from intercity.core.text import fold
from intercity.kinds.rollcall.sheet import Row
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Day, Several, Words
from intercity.places.names import country_name

# A key, or None for rows that have no value.
Key = Callable[[Row], Any]
folded = lru_cache(maxsize=32_768)(fold)


def in_order(rows: list[Row], sort: str, fields: Sequence[Asked]) -> list[Row]:
    """The rows by a column, falling after "-"; as they come (the newest first) for ""."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name in ("", "newest"):
        return rows[::-1] if sort == "newest" else rows
    key = key_of(name, fields)
    keyed = [(key(row), row) for row in rows]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=down)
    return [row for _key, row in known] + [row for one, row in keyed if one is None]


def key_of(name: str, fields: Sequence[Asked]) -> Key:
    """By what a column is ordered."""
    columns: dict[str, Key] = {"city": by_city, "country": by_country, "people": by_people}
    return columns.get(name) or partial(by_answer, next(one for one in fields if one.name == name))


def by_city(row: Row) -> Any:
    """By name, without case and accents."""
    return folded(row.city.name), row.city.pk


def by_country(row: Row) -> Any:
    """By the country's name in the reader's language, then by city."""
    country = row.city.country
    return (folded(country_name(country, get_language() or "en")), *by_city(row)) if country else None


def by_people(row: Row) -> Any:
    """By population."""
    return row.city.population


def by_answer(asked: Asked, row: Row) -> Any:
    """By what was answered: options in the order of the field, numbers unit by unit, days, texts."""
    match row.values.get(asked.name):
        case Choice(option):
            return place_of(asked, option)
        case Several(options):
            return [place_of(asked, option) for option in options] or None
        case Amount(number, unit):
            return unit, number
        case Day(day):
            return day
        case Words(text):
            return folded(text), text
    return None


def place_of(asked: Asked, option: str) -> int:
    """Where an option stands in its field; unknown ones last."""
    return next((n for n, one in enumerate(asked.options) if one.id == option), len(asked.options))
