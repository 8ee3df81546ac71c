"""Rows of CSV, TSV and their cousins."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from intercity.core.tables import limits
from intercity.core.tables.encoding import binary_error, detect_encoding
from intercity.core.tables.errors import ReadError

_DELIMITERS = (",", ";", "\t", "|")


def rows_of_text(stream: IO[bytes], encoding: str = "") -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of a delimited table.

    `encoding` overrides the detection. Raises ReadError for binary data, broken quoting (with the
    row), and rows, cells or columns over the limits.
    """
    sample = stream.peek(limits.SAMPLE_BYTES) if isinstance(stream, io.BufferedReader) else b""
    sample = sample[: limits.SAMPLE_BYTES]
    if not sample:
        raise ReadError(_("The file is empty."))
    name, errors = (encoding, "replace") if encoding else detect_encoding(sample)
    text = io.TextIOWrapper(stream, encoding=name, errors=errors, newline="")
    delimiter = sniff_delimiter(sample.decode(name, "replace"))
    return _records(_lines(text, delimiter), delimiter)


def sniff_delimiter(sample: str) -> str:
    """Return the character that parts the cells of `sample` most evenly; a comma if nothing does."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """Score a delimiter by the share of rows as wide as the widest early row, then by that width."""
    widths = _widths(sample, delimiter)
    if not widths or max(widths) < 2:
        return 0.0, 0
    width = max(set(widths), key=lambda w: (widths.count(w) * (w > 1), w))
    return round(widths.count(width) / len(widths), 1), width


def _widths(sample: str, delimiter: str) -> list[int]:
    # The last line of a sample may be cut in the middle, within quotes or not.
    lines = sample.splitlines(keepends=True)
    reader = csv.reader(lines[:-1] if len(lines) > 1 else lines, delimiter=delimiter)
    widths: list[int] = []
    try:
        for cells in reader:
            if cells:
                widths.append(len(cells))
            if len(widths) >= 60:
                return widths
    except csv.Error:
        pass
    return widths[:-1] if len(widths) > 2 else widths


def _lines(text: io.TextIOWrapper, delimiter: str) -> Iterator[str]:
    number = 0
    while line := text.readline(limits.MAX_ROW):
        number += 1
        if "\0" in line:
            raise binary_error(number)
        if len(line) >= limits.MAX_ROW:
            raise _too_long(line, delimiter, number)
        yield line


def _too_long(line: str, delimiter: str, number: int) -> ReadError:
    if line.count(delimiter) > limits.MAX_COLUMNS:
        message = _("The table has more than %(limit)d columns. Keep only the columns you need.")
        return ReadError(message % {"limit": limits.MAX_COLUMNS}, number)
    return ReadError(_("This row is too long for a table. Is it really a CSV file?"), number)


def _records(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(error, number, reader.line_num) from error
        if len(cells) > limits.MAX_COLUMNS:
            message = _("The table has %(count)d columns; at most %(limit)d can be read.")
            raise ReadError(message % {"count": len(cells), "limit": limits.MAX_COLUMNS}, number)
        yield number, cells


def _broken(error: csv.Error, number: int, line: int) -> ReadError:
    if "field larger" in str(error):
        message = _(
            "A cell is longer than %(limit)d characters (line %(line)d of the file). "
            "A quotation mark is probably opened and not closed."
        )
        return ReadError(message % {"limit": limits.MAX_CELL, "line": line}, number)
    message = _(
        "The quotation marks are broken (near line %(line)d of the file). "
        "Export the table again as CSV, or correct this row."
    )
    return ReadError(message % {"line": line}, number)
