"""Telephone numbers, addresses, case numbers and names in a text. Finds what looks like them, and no stories.

It reminds and never decides: what it misses is missed, what it marks may be harmless. Every pattern is bounded, so that
a long text costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from intercity.core.text import fold
from intercity.posts.sensitive.patterns import (
    ADDRESSES,
    CASES,
    DATE,
    MAIL,
    NAME_WORD,
    PHONE,
    PHONE_CUE,
    TITLED,
    UNIT,
    WORD,
)
from intercity.posts.sensitive.words import GIVEN_NAMES, INSTITUTIONS, PARTICLES

MOST: Final = 200
"""So many passages of one text; who wrote that many knows by then."""
MOST_WORDS: Final = 4
"""The longest name of a known person that is looked for."""


class Sort(StrEnum):
    """What a passage looks like."""

    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"
    CASE = "case"
    NAME = "name"


@dataclass(frozen=True, order=True)
class Passage:
    """A part of a text, from `begin` up to `end`, and what it looks like."""

    begin: int
    end: int
    sort: Sort


Finder = Callable[[str], Iterator[Passage]]


def find(text: str, known: Collection[str] = ()) -> list[Passage]:
    """The passages of `text` that could lead to a person, in their order, none inside another; at most MOST.

    `known` holds names of people, folded (`core.text.fold`), that are found wherever they stand.
    """
    finders: tuple[Finder, ...] = (mails, cases, addresses, phones, titled_names, given_and_family)
    found = [passage for finder in finders for passage in finder(text)]
    if known:
        found += known_names(text, known)
    return without_overlap(found)[:MOST]


def without_overlap(found: list[Passage]) -> list[Passage]:
    """In their order; those that share a part become one, of the sort of whichever begins first."""
    taken: list[Passage] = []
    free_from = 0
    for passage in sorted(found, key=lambda one: (one.begin, -one.end, one.sort)):
        if passage.begin >= free_from:
            taken.append(passage)
            free_from = passage.end
        elif passage.end > free_from:
            # What sticks out is a part of the same thing.
            before = taken[-1]
            taken[-1] = Passage(before.begin, passage.end, before.sort)
            free_from = passage.end
    return taken


def mails(text: str) -> Iterator[Passage]:
    """Addresses of mail."""
    for match in MAIL.finditer(text) if "@" in text else ():
        yield Passage(*match.span(), Sort.MAIL)


def cases(text: str) -> Iterator[Passage]:
    """Numbers of cases, files and papers."""
    for pattern in CASES:
        for match in pattern.finditer(text):
            yield Passage(*match.span(), Sort.CASE)


def addresses(text: str) -> Iterator[Passage]:
    """A street with the number of a house; without a number it is where something is done, not where somebody lives."""
    for pattern in ADDRESSES:
        for match in pattern.finditer(text):
            yield Passage(*match.span(), Sort.ADDRESS)


def phones(text: str) -> Iterator[Passage]:
    """Telephone numbers; no dates, amounts and years."""
    for match in PHONE.finditer(text):
        before, behind = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 12]
        if is_phone(match.group(), cued=PHONE_CUE.search(before) is not None, counted=UNIT.match(behind) is not None):
            yield Passage(*match.span(), Sort.PHONE)


def is_phone(number: str, *, cued: bool, counted: bool) -> bool:
    """Whether these digits are to be called: after such a word, from a country's code or a 0 on, or in such groups."""
    digits = re.sub(r"\D", "", number)
    if cued:
        return len(digits) >= 5
    if counted or DATE.fullmatch(number) or not 8 <= len(digits) <= 15:
        return False
    if number[0] in "+(" or digits[0] == "0":
        return True
    groups = re.split(r"[ .\-/]+", number)
    # Thousands are written in groups of three from the end on; so are some numbers that are called.
    thousands = all(len(group) == 3 for group in groups[1:])
    return len(digits) >= 9 and (len(groups) in (1, 2) or not thousands or groups[0][0] in "67" and len(groups) == 3)


def titled_names(text: str) -> Iterator[Passage]:
    """ "Mrs X", "Herr X", and who is "called X"."""
    for match in TITLED.finditer(text):
        yield Passage(*match.span(), Sort.NAME)


def given_and_family(text: str) -> Iterator[Passage]:
    """A given name with a family name, an initial or an age; not where a street or a house is called after somebody.

    The first word of a sentence counts like any other: that a capital stands there says nothing, the given name does.
    """
    words = list(WORD.finditer(text))
    for at, word in enumerate(words):
        if word.group().lower() not in GIVEN_NAMES or not word.group()[0].isupper():
            continue
        end = end_of_name(text, words, at)
        if end is not None and not is_called_after(text, words, at, end):
            yield Passage(word.start(), end, Sort.NAME)


def end_of_name(text: str, words: list[re.Match[str]], at: int) -> int | None:
    """Where the name that begins with the given name `at` ends; None where nothing follows that makes it one."""
    begin = words[at].start()
    match = NAME_WORD.match(text, words[at].end(), min(len(text), begin + 120))
    return match.end() if match else None


def is_called_after(text: str, words: list[re.Match[str]], at: int, end: int) -> bool:
    """Whether the words around the name are those of streets, schools, hospitals."""
    # "L'hôpital" is a hospital.
    beside = [re.split("['’]", words[number].group().lower())[-1] for number in range(max(0, at - 3), at)]
    while beside and beside[-1] in PARTICLES:
        beside.pop()
    behind = next((word for word in words[at : at + 6] if word.start() >= end), None)
    # Behind a comma or a number stands something else: where the person lives.
    following = behind.group().lower() if behind is not None and text[end : behind.start()].isspace() else ""
    inside = [word.group().lower() for word in words[at : at + 5] if word.end() <= end]
    return bool(INSTITUTIONS.intersection([*beside[-1:], following, *inside]))


def known_names(text: str, known: Collection[str]) -> Iterator[Passage]:
    """People whose names are known, however they are spelt."""
    words = list(WORD.finditer(text))
    folded = [fold(word.group()) for word in words]
    begins = {name.partition(" ")[0] for name in known}
    for at, word in enumerate(words):
        if folded[at] not in begins:
            continue
        for count in range(MOST_WORDS, 1, -1):
            part = folded[at : at + count]
            if len(part) == count and " ".join(part) in known:
                yield Passage(word.start(), words[at + count - 1].end(), Sort.NAME)
                break
