"""Rows of an Excel workbook (.xlsx)."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from intercity.core.tables import limits
from intercity.core.tables.cells import Formula, Number
from intercity.core.tables.errors import ReadError

_DAMAGE = (
    zipfile.BadZipFile,
    DefusedXmlException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
)


@dataclass
class Gap:
    """So many empty rows in a row end a sheet; 0: none do."""

    most: int = 0
    after: int = 0
    """The last row before those that ended it; 0 where none did."""


def rows_of_workbook(stream: IO[bytes], gap: Gap | None = None) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of the sheet that looks most like the table, down to `gap`, which is told of its end.

    Dates come out as ISO text, numbers as `Number`, formulas as `Formula` (they are never evaluated).
    Raises ReadError for a damaged workbook and for too many columns.
    """
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=False)
        yield from _until_empty(_rows(_widest_sheet(book)), gap or Gap())
    except _DAMAGE as error:
        raise ReadError(_("The workbook is damaged. Open it, save it again as .xlsx or CSV.")) from error


def _widest_sheet(book: Any) -> Any:
    """Trackers put a "read me" sheet before the table; the table has the widest header."""
    if not book.worksheets:
        raise ReadError(_("The workbook has no sheet with cells."))
    return max(book.worksheets, key=_header_width)


def _header_width(sheet: Any) -> int:
    rows = sheet.iter_rows(max_row=limits.HEADER_WITHIN_ROWS, values_only=True)
    return max((sum(1 for value in row if value not in (None, "")) for row in rows), default=0)


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    # A sheet may claim a million empty columns or rows; what counts is what its rows hold.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if len(cells) > limits.MAX_COLUMNS and any(cell.value for cell in cells[limits.MAX_COLUMNS :]):
            message = _("The table has more than %(limit)d columns. Keep only the columns you need.")
            raise ReadError(message % {"limit": limits.MAX_COLUMNS}, number)
        yield number, [_text(cell) for cell in cells[: limits.MAX_COLUMNS]]


def _until_empty(rows: Iterator[tuple[int, list[str]]], gap: Gap) -> Iterator[tuple[int, list[str]]]:
    empty = 0
    for number, cells in rows:
        empty = 0 if any(cells) else empty + 1
        if gap.most and empty > gap.most:
            gap.after = number - empty
            return
        yield number, cells


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if cell.data_type == "f":
        return Formula(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, cell)
    return str(value)


def _number(value: float, cell: Any) -> Number:
    number = Number(int(value) if isinstance(value, float) and value.is_integer() else value)
    number.shown = cell.number_format or ""
    return number
