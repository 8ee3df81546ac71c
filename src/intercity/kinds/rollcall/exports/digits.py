"""Texts of digits that are no numbers, such as telephone numbers: spreadsheets take them for numbers in a CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from intercity.posts.table.cells import Value

# What a number would lose: the zero before it, or what it has beyond fifteen digits.
DIGITS: Final = re.compile(r"0\d+|\d{16,}")


def marked(cells: Iterable[Value]) -> list[Value]:
    """The cells of a row for a CSV: an apostrophe keeps such texts whole, as it does with what looks like a formula."""
    return [f"'{cell}" if isinstance(cell, str) and DIGITS.fullmatch(cell) else cell for cell in cells]
