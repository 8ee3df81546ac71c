"""The reader of mailed replies: never a wrong value, and most of the right ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from intercity.kinds.rollcall.replying.reader import Understood, understand
from tests.replies.asked import NO_CAPACITY, ROLLCALLS, TODAY, Case, value
from tests.replies.held_back import CASES as HELD_BACK
from tests.replies.written import CASES

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


@pytest.mark.parametrize(("name", "cases"), [("written", CASES), ("held back", HELD_BACK)])
def test_no_value_is_wrong_and_most_are_understood(
    name: str, cases: Sequence[Case], capsys: pytest.CaptureFixture[str]
) -> None:
    counted = count(cases)
    with capsys.disabled():
        print(f"\n{len(cases)} replies {name}: {counted}")
    assert not counted.wrong
    assert counted.understood >= 0.8 * counted.expected, counted.missed


def test_there_are_enough_in_each_language() -> None:
    languages = [case.language for case in (*CASES, *HELD_BACK)]
    assert len(CASES) >= 150
    assert all(languages.count(code) >= 20 for code in ("en", "fr", "de", "it", "es", "bg"))


def test_what_is_not_understood_becomes_the_comment() -> None:
    """No word of a sentence is lost, unless it was understood whole or only greeted."""
    for case in (*CASES, *HELD_BACK):
        found = read(case)
        if not found.values and not found.no_capacity:
            assert case.text.split()[-1].strip(".!?,") in found.comment + case.text.splitlines()[-1], case.text
            assert found.comment
