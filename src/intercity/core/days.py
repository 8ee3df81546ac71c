"""Days, moments and the cities of time zones in words, as each language writes them."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from babel.dates import format_date, format_datetime, get_timezone_location
from django.utils.translation import get_language


def day_words(on: date, pattern: str = "d MMM yyyy", language: str = "") -> str:
    """A day in `language` or the active one, by a pattern of the CLDR; French says "1er mars"."""
    language = language or get_language() or "en"
    return str(format_date(on, first_of(pattern, on, language), locale=language))


def moment_words(at: datetime, pattern: str, language: str = "") -> str:
    """The same for a moment, in the zone that it is given in."""
    language = language or get_language() or "en"
    return str(format_datetime(at, first_of(pattern, at, language), locale=language))


def first_of(pattern: str, on: date, language: str) -> str:
    """`pattern` as the language writes the first day of a month; the CLDR does not know of that."""
    return pattern.replace("d MMM", "d'er' MMM") if on.day == 1 and language == "fr" else pattern


def city_of(zone: tzinfo) -> str:
    """The city that a time zone is named after, in the active language: "Bruxelles"."""
    return str(get_timezone_location(zone, locale=get_language() or "en", return_city=True))
