"""What a single foreign cell may hold."""

from __future__ import annotations

import re

# A spreadsheet would run these when somebody opens an export of ours.
_RUNS = re.compile(r"=[^=\s]|[=+\-@].*\|.*!|@[A-Z]+\(")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MISSING = frozenset({"", "na", "n/a", "n.a.", "nan", "null", "none", "-", "--", "#n/a", "nil"})


_FEWEST_CHARACTERS = 3


class Formula(str):
    """A cell of a workbook that holds a formula, not a value."""

    __slots__ = ()


class Number(str):
    """A cell of a workbook that holds a number, as plain digits; `shown` is the format of the sheet ("0 %")."""

    shown: str = ""


def is_formula(cell: str) -> bool:
    """Say whether a spreadsheet would calculate or run this cell."""
    return bool(cell) and cell[0] in "=+-@" and (isinstance(cell, Formula) or bool(_RUNS.match(cell)))


def says_something(text: str) -> bool:
    """Say whether a text holds at least a word, so that it can tell what was done."""
    return len(text) >= _FEWEST_CHARACTERS and any(character.isalpha() for character in text)


def clean(cell: str) -> str:
    """Return the cell without control characters, outer space and words for "nothing"."""
    text = cell.strip()
    if len(text) < 6 and text.lower() in _MISSING:
        return ""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text) if not text.isprintable() else text
