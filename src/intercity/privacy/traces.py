"""What names one person in a text: their addresses, their full name and their number; found and taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from urllib.parse import quote

DASH: Final = "—"
# Beside a letter or digit it would be part of another word; in an address of a page, %3A and the like stand there.
BEFORE: Final = r"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f]{2}))"
AFTER: Final = r"(?![^\W_])"
# What may stand between first and last name: blanks, signs of Markdown, file names and addresses, a tag.
BETWEEN: Final = r"(?:[\s_.,;+*\-]|%20|%2C|&nbsp;|<[^<>]{0,80}>){1,8}"
BETWEEN_DIGITS: Final = r"(?:[\s().\-/+]|%20|%28|%29|&nbsp;){0,4}"
AT: Final = r"(?:@|%40|&#64;|&commat;|=40)"
# Shorter numbers are those of offices and emergency services, or no telephone at all.
FEWEST_DIGITS: Final = 7
# The end of a long number is the same with and without the code of the country.
SURE_DIGITS: Final = 8
# Where a telephone number begins, whatever word stands before it.
TELEPHONE: Final = re.compile(r"[^\d+]*(?:\+|0)")
# Whole values of JSON that the code reads: days, times, numbers, and ids of options. A number that begins with 0 or +
# is a telephone's.
FIXED: Final = re.compile(
    r"\d{4}-\d\d(?:-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)?|-?(?:0|[1-9]\d*)(?:[.,]\d+)?"
    r"|(?=[\d\-]*[a-z_])[a-z0-9_\-]{1,40}"
)
# What bytes write between two digits.
BLANKS: Final = re.compile(rb"%2[089Bb]")
NO_DIGITS: Final = bytes(set(range(256)) - set(b"0123456789"))


@dataclass(frozen=True)
class Traces:
    """What to look for, each under the name by which people are told of it."""

    patterns: Mapping[str, re.Pattern[str]]
    # The addresses among them: nobody else's words, however often they stand there.
    addresses: frozenset[str] = frozenset()
    # Of each what all its spellings have in them, in lower case; empty where there is nothing such.
    needles: Mapping[str, bytes] = field(default_factory=dict)

    def found(self, text: str) -> set[str]:
        """The names of what stands in `text`."""
        return {name for name, pattern in self.patterns.items() if pattern.search(text)}

    def without(self, text: str) -> str:
        """`text` with a dash in place of each."""
        for pattern in self.patterns.values():
            text = pattern.sub(DASH, text)
        return text

    def but(self, names: set[str]) -> Traces:
        """The same without those."""
        return replace(self, patterns={name: one for name, one in self.patterns.items() if name not in names})

    def only(self, name: str) -> Traces:
        """The same with that one alone."""
        return self.but({one for one in self.patterns if one != name})

    def may_be_in(self, data: bytes) -> bool:
        """Whether it is worth reading the bytes: False only where none stands in them."""
        text = data.replace(b"\0", b"").lower()
        digits = [text.translate(None, NO_DIGITS), BLANKS.sub(b"", text).translate(None, NO_DIGITS)]
        needles = [self.needles.get(name, b"") for name in self.patterns]
        return any(any(needle in one for one in digits) if needle.isdigit() else needle in text for needle in needles)


def traces_of(addresses: Sequence[str], name: str, numbers: Sequence[str]) -> Traces:
    """What names the person with these addresses, this name and these numbers.

    A name of one word is everybody's, and so is a short number, or one that is no telephone's: they are not looked
    for.
    """
    patterns = {address: re.compile(address_pattern(address), re.IGNORECASE) for address in addresses}
    if is_full_name(name):
        patterns[name] = re.compile(name_pattern(name), re.IGNORECASE)
    telephones = [number for number in numbers if is_telephone(number)]
    patterns |= {number: re.compile(number_pattern(number), re.IGNORECASE) for number in telephones}
    needles = {one: digits_of(one)[-SURE_DIGITS:].encode() if one in telephones else needle_of(one) for one in patterns}
    return Traces(patterns, frozenset(addresses), needles)


def is_telephone(number: str) -> bool:
    """Whether somebody can be called there: not a day, and not any other number."""
    digits = digits_of(number)
    return len(digits) >= FEWEST_DIGITS and bool(TELEPHONE.match(number)) and not is_day(digits)


def is_day(digits: str) -> bool:
    """Whether the end of a number would be found in days, as any country writes them."""
    end = digits[-8:]
    if len(end) < 8:
        return False
    return any(real_day(*parts) for parts in ((end[:4], end[4:6], end[6:]), (end[4:], end[2:4], end[:2]),
                                              (end[4:], end[:2], end[2:4])))  # fmt: skip


def real_day(year: str, month: str, day: str) -> bool:
    """Whether there was or will be such a day in living memory."""
    try:
        return 1900 <= date(int(year), int(month), int(day)).year < 2100
    except ValueError:
        return False


def needle_of(text: str) -> bytes:
    """The longest part of an address or a name that is the same in every encoding; empty where it is too short."""
    parts = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFC", text).lower())
    longest = max(parts, key=len, default="")
    return longest.encode() if len(longest) > 2 else b""


def address_pattern(address: str) -> str:
    """An address as it is, and as addresses of pages write it."""
    local, _at, domain = address.rpartition("@")
    return rf"(?:(?<![\w.+\-])|(?<=%[0-9A-Fa-f]{{2}})){either(local)}{AT}{either(domain)}(?![\w\-])"


def is_full_name(name: str) -> bool:
    """Whether a name has two words at least that can be told from others."""
    words = words_of(name)
    return len(words) > 1 and sum(map(len, words)) >= 5


def words_of(name: str) -> list[str]:
    """The words of a name."""
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", unicodedata.normalize("NFC", name))


def name_pattern(name: str) -> str:
    """A name, first name first or last."""
    words = [either(word) for word in words_of(name)]
    turned = [words[-1], *words[:-1]]
    return "|".join(rf"{BEFORE}{BETWEEN.join(order)}{AFTER}" for order in (words, turned))


def number_pattern(number: str) -> str:
    """A telephone number however its digits are grouped, with the code of the country or without."""
    digits = digits_of(number)
    sure = digits[-SURE_DIGITS:]
    before = rf"(?:\d{BETWEEN_DIGITS}){{0,6}}" if len(digits) > SURE_DIGITS else ""
    return rf"(?<!\d)(?:\+|%2B)?{before}{BETWEEN_DIGITS.join(sure)}(?!\d)"


def digits_of(number: str) -> str:
    """Its digits."""
    return re.sub(r"\D", "", number)


def either(text: str) -> str:
    """A text with its accents in one sign with the letter, or after it; and as addresses of pages write it."""
    forms = {unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)}
    forms |= {quote(form) for form in forms}
    return "(?:" + "|".join(re.escape(form) for form in sorted(forms)) + ")"


def without_in(traces: Traces, value: Any) -> Any:
    """A value of any column without what names the person: text, or what JSON is made of."""
    if isinstance(value, str):
        return traces.without(value)
    return without_in_json(traces, value)


def without_in_json(traces: Traces, value: Any) -> Any:
    """What JSON is made of, without what names the person in its sentences: keys, days, numbers and ids stay."""
    if isinstance(value, str):
        return value if FIXED.fullmatch(value) else traces.without(value)
    if isinstance(value, list):
        return [without_in_json(traces, one) for one in value]
    if isinstance(value, dict):
        return {key: without_in_json(traces, one) for key, one in value.items()}
    return value


def found_in(traces: Traces, value: Any) -> set[str]:
    """What of the person stands in a value of any column."""
    if isinstance(value, str):
        return traces.found(value)
    if isinstance(value, dict):
        return found_in(traces, [*value.keys(), *value.values()])
    if isinstance(value, list):
        return set[str]().union(*(found_in(traces, one) for one in value))
    return set()


def readings(data: bytes) -> Iterator[str]:
    """What bytes may say as text: one byte for a letter, or two in either order."""
    yield data.decode("utf-8", "replace")
    yield data.decode("latin-1")
    for start in (0, 1):
        yield data[start:].decode("utf-16-le", "replace")
        yield data[start:].decode("utf-16-be", "replace")


def found_in_bytes(traces: Traces, data: bytes) -> bool:
    """Whether bytes name the person."""
    return traces.may_be_in(data) and any(traces.found(text) for text in readings(data))
