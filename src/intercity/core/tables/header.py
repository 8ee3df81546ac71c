"""Finding and checking the row of column names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from intercity.core.tables import limits
from intercity.core.tables.errors import ReadError

_NOT_A_NAME = re.compile(r"https?://|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|-?\d+(?:[.,]\d+)?$")
_LONGEST_NAME = 300


def find_header(rows: Iterator[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """Return (number, cells) of the first row with two or more cells that are filled.

    Empty rows and single titles above it are skipped. Raises ReadError where there is none.
    """
    seen = 0
    for number, cells in rows:
        if sum(1 for cell in cells if cell.strip()) > 1:
            return number, cells
        seen += any(cells)
        if seen > limits.HEADER_WITHIN_ROWS:
            break
    if not seen:
        raise ReadError(_("The file is empty."))
    raise ReadError(_("Only one column was found. The columns must be parted by comma, semicolon or tab."), 1)


def check_header(cells: list[str], row: int) -> list[str]:
    """Return the column names; columns without a name get one.

    Raises ReadError for too many columns, for one name given twice, and for a row that holds data.
    """
    names = _named([cell.strip() for cell in cells])
    if len(names) > limits.MAX_COLUMNS:
        raise ReadError(
            _("The table has %(count)d columns; at most %(limit)d can be read. Keep only those you need.")
            % {"count": len(names), "limit": limits.MAX_COLUMNS},
            row,
        )
    filled = [cell for cell in cells if cell.strip()]
    if sum(1 for cell in filled if _is_data(cell)) * 2 >= len(filled):
        raise ReadError(_("The first row holds data, not column names. Add a row with column names."), row)
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        message = _("These column names occur twice: %(names)s. Give every column its own name.")
        raise ReadError(message % {"names": ", ".join(twice[:5])}, row)
    return names


def _named(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return [cell or f"column {number}" for number, cell in enumerate(cells, 1)]


def _is_data(cell: str) -> bool:
    return len(cell) > _LONGEST_NAME or bool(_NOT_A_NAME.match(cell.strip()))
