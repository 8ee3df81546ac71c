"""What names one person in a text: their addresses, their full name and their number; found and taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Traces:
    """What to look for, each under the name by which people are told of it."""

    patterns: Mapping[str, re.Pattern[str]]

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
        return Traces({name: pattern for name, pattern in self.patterns.items() if name not in names})


def traces_of(addresses: Sequence[str], name: str, numbers: Sequence[str]) -> Traces:
    """What names the person with these addresses, this name and these numbers.

    A name of one word is everybody's, and so is a short number: they are not looked for.
    """
    patterns = {address: re.compile(address_pattern(address), re.IGNORECASE) for address in addresses}
    if is_full_name(name):
        patterns[name] = re.compile(name_pattern(name), re.IGNORECASE)
    for number in numbers:
        if len(digits_of(number)) >= FEWEST_DIGITS:
            patterns[number] = re.compile(number_pattern(number), re.IGNORECASE)
    return Traces(patterns)


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
    if isinstance(value, list):
        return [without_in(traces, one) for one in value]
    if isinstance(value, dict):
        return {without_in(traces, key): without_in(traces, one) for key, one in value.items()}
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
    return any(traces.found(text) for text in readings(data))
