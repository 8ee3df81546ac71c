"""The reader of mailed replies: never a wrong value, and most of the right ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from intercity.kinds.rollcall.replying.reader import Understood, understand
from intercity.kinds.rollcall.values.reading import read_value
from intercity.kinds.rollcall.values.showing import show_value
from intercity.kinds.rollcall.values.types import restored, stored
from tests.replies.asked import NO_CAPACITY, ROLLCALLS, TODAY, Case, value
from tests.replies.held_back import CASES as HELD_BACK
from tests.replies.held_back_again import CASES as HELD_BACK_AGAIN
from tests.replies.written import CASES

EVERY = (*CASES, *HELD_BACK, *HELD_BACK_AGAIN)
# The names of the city that writes, in all of them.
OURS = ("City of Ghent", "Ghent")


@dataclass
class Count:
    """How many of the expected values were understood, and what was wrong."""

    expected: int = 0
    understood: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        share = 100 * self.understood / self.expected
        return f"{self.understood} of {self.expected} values understood ({share:.1f} %), {len(self.wrong)} wrong"


def read(case: Case) -> Understood:
    """What the reader makes of it."""
    return understand(case.text, ROLLCALLS[case.rollcall], case.language, today=TODAY, ours=OURS)


def count(cases: Sequence[Case]) -> Count:
    """The figures of all cases."""
    counted = Count()
    for case in cases:
        found = read(case)
        wanted = {
            asked.name: value(asked, case.expected[asked.name])
            for asked in ROLLCALLS[case.rollcall]
            if asked.name in case.expected
        }
        capacity = NO_CAPACITY in case.expected.values()
        counted.expected += len(wanted) + capacity
        counted.understood += capacity and found.no_capacity
        if found.no_capacity and not capacity:
            counted.wrong.append(f"{case.text!r}: no capacity")
        for name in {*wanted, *found.values}:
            got = found.values.get(name)
            if got is not None and got != wanted.get(name):
                counted.wrong.append(f"{case.text!r}: {name} {got} not {wanted.get(name)}")
            elif got is not None:
                counted.understood += 1
            else:
                counted.missed.append(f"{case.text!r}: {name} {wanted[name]}")
        if capacity and not found.no_capacity:
            counted.missed.append(f"{case.text!r}: no capacity")
    return counted


@pytest.mark.parametrize(
    ("name", "cases"), [("written", CASES), ("held back", HELD_BACK), ("held back again", HELD_BACK_AGAIN)]
)
def test_no_value_is_wrong_and_most_are_understood(
    name: str, cases: Sequence[Case], capsys: pytest.CaptureFixture[str]
) -> None:
    counted = count(cases)
    with capsys.disabled():
        print(f"\n{len(cases)} replies {name}: {counted}")
    assert not counted.wrong
    assert counted.understood >= 0.8 * counted.expected, counted.missed


def test_there_are_enough_in_each_language() -> None:
    languages = [case.language for case in EVERY]
    assert len(CASES) >= 150
    assert all(languages.count(code) >= 20 for code in ("en", "fr", "de", "it", "es", "bg"))


def test_what_is_not_understood_becomes_the_comment() -> None:
    """Where nothing at all was understood, nothing but greetings is left out."""
    for case in EVERY:
        found = read(case)
        if not found.values and not found.no_capacity:
            assert found.comment, case.text
            assert found.comment.split()[-1] in case.text


def test_a_short_line_behind_a_greeting_is_no_greeting() -> None:
    for text in ("Hi all, yes.", "Hello! Yes.", "Thanks, yes", "Hello,\nthank you for your mail.\nYes."):
        assert understand(text, ROLLCALLS["play"], "en", today=TODAY).values, text


@pytest.mark.parametrize("text", ["In hotels and libraries.", "Hotels, some libraries too", "Only hotels, libraries"])
def test_a_word_beside_an_option_is_not_lost(text: str) -> None:
    found = understand(text, ROLLCALLS["where"], "en", today=TODAY)
    assert "libraries" in found.comment, found


PIECES = [
    "yes",
    "no",
    "3",
    "hotels",
    "since",
    "Monday",
    "but",
    "if",
    ",",
    ".",
    "\n",
    "1.",
    "2)",
    "3:",
    ">",
    "?",
    "about",
    "12 November",
    "oui",
    "nein",
    "non",
    "да",
    "Turin",
    "has",
    "not",
    "planned",
    "1.234",
    "€",
    "%",
    "“",
    "”",
    "(",
    ")",
    "-",
    "How many hotels?",
    "none",
    "and",
    "to",
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(ROLLCALLS)),
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)),
    st.sampled_from(["", "en", "de", "bg", "xx"]),
)
def test_no_reply_breaks_it_and_it_takes_only_what_the_fields_can_hold(name: str, text: str, language: str) -> None:
    fields = {asked.name: asked for asked in ROLLCALLS[name]}
    found = understand(text, list(fields.values()), language, today=TODAY)
    assert not (found.no_capacity and found.values)
    for key, taken in found.values.items():
        assert restored(fields[key].type, stored(taken)) == taken
        with translation.override("en"):
            again = read_value(fields[key], show_value(fields[key], taken), "en", today=TODAY)
        assert again.value == taken


def test_the_longest_reply_takes_no_time_to_speak_of() -> None:
    """What grows faster than the text would show here: each of these took seconds once."""
    for piece in ("we have 3 hotels and ", "3 ", "twenty ", "1. ", "x? ", "a: "):
        assert understand((piece * 4000)[:4000], ROLLCALLS["hotels"], "en", today=TODAY).comment
