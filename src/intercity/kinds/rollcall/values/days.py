"""Days as people write them, in words and in digits."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError

from intercity.core.text import fold
from intercity.kinds.rollcall.values.lists import phrases
from intercity.kinds.rollcall.values.numerals import plain

READ_IN: Final = ("en", "fr", "de", "it", "es", "bg")
RELATIVE: Final[Mapping[int, tuple[str, ...]]] = {
    0: phrases(
        """
        today, as of today, this morning, aujourd'hui, ce matin, heute, heute früh, oggi, stamattina, hoy, esta
        mañana, днес, тази сутрин, now, right now, jetzt, ab sofort, maintenant, adesso, ahora, сега
        """
    ),
    -1: ("yesterday", "hier", "gestern", "ieri", "ayer", "вчера"),
    -2: phrases(
        """
        the day before yesterday, day before yesterday, avant-hier, vorgestern, l'altro ieri, altro ieri, anteayer,
        antes de ayer, онзи ден, завчера
        """
    ),
    1: ("tomorrow", "demain", "morgen", "domani", "mañana", "утре"),
    2: phrases(
        """
        the day after tomorrow, day after tomorrow, après-demain, übermorgen, dopodomani, pasado mañana, вдругиден
        """
    ),
}  # fmt: skip
SINCE: Final = phrases(
    """
    since, depuis, depuis le, seit, seit dem, dal, dall', da, desde, desde el, от, още от
    """
)
LAST: Final = phrases(
    """
    last, le dernier, dernier, letzten, letzter, vergangenen, scorso, lo scorso, el pasado, pasado, миналия,
    миналата, миналият
    """
)  # fmt: skip
LAST_AFTER: Final = ("dernier", "scorso", "scorsa", "pasado", "pasada")
OTHERS: Final = phrases(
    """
    on, from, as of, starting, starting on, le, du, à partir du, à compter du, dès le, am, ab, ab dem, vom, den,
    der, il, a partire dal, a decorrere dal, el, a partir del, del, на, считано от, by, until, bis, bis zum,
    jusqu'au, fino al, hasta el, до, the, it is, dated
    """
)  # fmt: skip
MINOR: Final = r"(?:\s*\b(?:of|de|del|du|di|г|год|година)(?!\w)\.?)*"
NUMBER: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|re|º|°|\.|-?ви|-?ри|-?ти|-?ми|-?и)?"
DIGITS: Final = re.compile(r"(\d{1,4})\s*([./\-])\s*(\d{1,2})(?:\s*([./\-])\s*(\d{2,4}))?\s*(?:г\.?)?[.,]?")
DAY_MONTH: Final = re.compile(rf"{NUMBER}{MINOR}\s*(?P<month>[^\W\d_]+)\.?,?{MINOR}\s*(?P<year>\d{{4}})?{MINOR}[.,]?")
MONTH_DAY: Final = re.compile(
    r"(?P<month>[^\W\d_]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{4}))?[.,]?"
)
MONTH_ONLY: Final = re.compile(rf"(?P<month>[^\W\d_]+)\.?,?{MINOR}\s*(?P<year>\d{{4}}){MINOR}[.,]?")
YEAR_ONLY: Final = re.compile(r"((?:19|20)\d\d)\s*(?:г\.?|година)?")
# A day without its year is meant to be near.
NEAR: Final = timedelta(days=75)


@dataclass(frozen=True)
class Found:
    """The days that a text may mean, the likelier first."""

    days: tuple[date, ...]
    whole: bool = False
    """Only a month or a year was named."""
    odd: bool = False
    """The day of the week does not belong to the date."""


class NoSuchDayError(Exception):
    """Digits that look like a day that no calendar has."""


def read_day(text: str, language: str, today: date) -> Found | None:
    """The day that `text` says; None where it says none. Raises NoSuchDayError."""
    clean = plain(text).casefold().strip(" .,;!()")
    clean, since, last = without_openers(clean)
    relative = relatives().get(fold(clean))
    if relative is not None:
        return Found((today + timedelta(days=relative),))
    clean, named = without_weekday(clean, language)
    if named is not None and not clean:
        return weekday(named, today, past=since or last, next_too=not since)
    found = in_digits(clean, language, today, since) or in_words(clean, language, today, since)
    if found is None or named is None:
        return found
    fitting = tuple(day for day in found.days if day.weekday() == named)
    # "Monday, 24 November" where the 24th is a Tuesday: one of both is wrong.
    return Found(fitting or found.days, found.whole, odd=not fitting)


def without_openers(clean: str) -> tuple[str, bool, bool]:
    """A text without "since", "on", "last"; whether it said since, whether last."""
    since = last = False
    while True:
        for known in (SINCE, LAST, OTHERS):
            cut = opener(known).sub("", clean)
            if cut != clean and cut:
                since, last, clean = since or known is SINCE, last or known is LAST, cut.strip()
                break
        else:
            break
    for word in LAST_AFTER:
        if clean.endswith(" " + word):
            return clean.removesuffix(word).strip(), since, True
    return clean, since, last


@cache
def opener(words: Iterable[str]) -> re.Pattern[str]:
    """Any of `words` at the beginning."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(
        "^(?:" + "|".join(re.escape(word) + ("" if word[-1] == "'" else r"(?:\s+|$)") for word in ordered) + ")"
    )


@cache
def relatives() -> Mapping[str, int]:
    """Days from today by folded words."""
    return {fold(word): step for step, words in RELATIVE.items() for word in words}


@cache
def month_names(language: str) -> Mapping[str, int]:
    """Months by their folded names in one language, long and short."""
    locale = locale_of(language)
    if locale is None:
        return {}
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            names = locale.months[context][width]
            found |= {fold(name): number for number, name in names.items() if len(fold(name)) > 1}
    return found | ({"sept": 9} if language in READ_IN else {})


@cache
def day_names(language: str) -> Mapping[str, int]:
    """Days of the week by their folded names in one language; Monday is 0."""
    locale = locale_of(language)
    return {} if locale is None else {fold(name): number for number, name in locale.days["format"]["wide"].items()}


def locale_of(language: str) -> Locale | None:
    """What Babel knows of a language."""
    try:
        return Locale.parse(language) if language else None
    except (UnknownLocaleError, ValueError):
        return None


def named(word: str, language: str, names: Mapping[str, Mapping[str, int]]) -> int | None:
    """The number that a name has in `language`, or else in the one of the six languages that know it."""
    folded = fold(word)
    if folded in names.get(language, {}):
        return names[language][folded]
    found = {names[code][folded] for code in READ_IN if folded in names[code]}
    return found.pop() if len(found) == 1 else None


def month_of(word: str, language: str) -> int | None:
    """The month of that name."""
    return named(word, language, {code: month_names(code) for code in (*READ_IN, language)})


def without_weekday(clean: str, language: str) -> tuple[str, int | None]:
    """A text without the day of the week at its beginning, and that day."""
    head, _, rest = clean.partition(" ")
    number = named(head.strip(",."), language, {code: day_names(code) for code in (*READ_IN, language)})
    if number is None:
        return clean, None
    cut = rest.strip(" ,.")
    return without_openers(cut)[0] if cut else "", number


def weekday(number: int, today: date, *, past: bool, next_too: bool) -> Found:
    """The last such day; the next one too where nothing says that it was in the past."""
    back = (today.weekday() - number) % 7
    last, coming = today - timedelta(days=back), today + timedelta(days=7 - back)
    if back == 0:
        # On a Monday, "Monday" may be today or a week ago.
        return Found((last, last - timedelta(days=7)))
    return Found((last,) if past or not next_too else (last, coming))


def in_digits(clean: str, language: str, today: date, since: bool) -> Found | None:
    """23.11.2026, 2026-11-23, 11/23/2026, 23.11."""
    match = DIGITS.fullmatch(clean)
    if match is None:
        return None
    first, sign, second, again, third = match.groups()
    if len(first) > 2:
        return Found((real(int(first), int(second), int(third)),)) if third and len(first) == 4 else None
    if third is None:
        return without_year(orders(int(first), int(second), sign, language), today, since) if sign != "-" else None
    if again != sign or len(third) == 3:
        return None
    year = int(third) + (2000 if len(third) == 2 else 0)
    found = [
        date(year, month, day)
        for day, month in orders(int(first), int(second), sign, language)
        if is_real(year, month, day)
    ]
    if not found:
        raise NoSuchDayError
    return Found(tuple(dict.fromkeys(found)))


def orders(first: int, second: int, sign: str, language: str) -> Sequence[tuple[int, int]]:
    """(day, month) in the ways that two numbers may be meant: with strokes in English, either may come first."""
    day_first, month_first = (first, second), (second, first)
    if second > 12:
        return (month_first,) if sign != "." else (day_first,)
    both = sign == "/" and language in ("", "en") and first <= 12
    return (day_first, month_first) if both else (day_first,)


def in_words(clean: str, language: str, today: date, since: bool) -> Found | None:
    """23 November 2026, November 23, March 2020, 2020."""
    for form in (DAY_MONTH, MONTH_DAY):
        match = form.fullmatch(clean)
        month = month_of(match["month"], language) if match else None
        if match and month is not None:
            day, year = int(match["day"]), match["year"]
            if year is None:
                return without_year([(day, month)], today, since)
            return Found((real(int(year), month, day),))
    match = MONTH_ONLY.fullmatch(clean)
    month = month_of(match["month"], language) if match else None
    if match and month is not None:
        return Found((date(int(match["year"]), month, 1),), whole=True) if int(match["year"]) else None
    year_only = YEAR_ONLY.fullmatch(clean)
    return (
        Found((date(int(year_only.group(1)), 1, 1),), whole=True) if year_only else bare_month(clean, language, today)
    )


def bare_month(clean: str, language: str, today: date) -> Found | None:
    """A month without a year: the last one of that name."""
    month = month_of(clean.strip("."), language)
    if month is None or " " in clean:
        return None
    return Found((date(today.year - (month > today.month), month, 1),), whole=True)


def without_year(pairs: Sequence[tuple[int, int]], today: date, since: bool) -> Found:
    """A day and a month: of this year, or of the one that is nearest; both where neither is near."""
    found = []
    for day, month in pairs:
        years = [year for year in (today.year - 1, today.year, today.year + 1) if is_real(year, month, day)]
        days = [date(year, month, day) for year in years]
        if since:
            found += [one for one in days if one <= today][-1:]
            continue
        days.sort(key=lambda one: abs(one - today))
        found += days[:1] if days and abs(days[0] - today) <= NEAR else days[:2]
    if not found:
        raise NoSuchDayError
    return Found(tuple(dict.fromkeys(found)))


def is_real(year: int, month: int, day: int) -> bool:
    """Whether the calendar has it."""
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def real(year: int, month: int, day: int) -> date:
    """That day; NoSuchDayError where there is none."""
    if not is_real(year, month, day):
        raise NoSuchDayError
    return date(year, month, day)
