"""The table as CSV that a double click opens rightly in Excel.

A byte order mark says that it is UTF-8, without which Excel takes it for its own old code. There is no `sep=` line:
Excel alone knows it, other programs show it as a row, and Excel then forgets that the file is UTF-8. So the separator
is the one that the reader's Excel expects: a semicolon where the comma stands in decimals. Days and moments are
written as ISO 8601 without zone, which every Excel takes for dates; LibreOffice takes days for dates, moments only
where its reader asks it to detect special numbers.

LibreOffice divides at commas, semicolons and tabs alike unless its reader chooses, so every cell that has one of them
stands in quotes, decimals with a comma too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from babel import Locale, UnknownLocaleError
from django.utils import timezone

from intercity.posts.table.cells import Value
from intercity.posts.table.writing import Sheet

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
# An Excel that takes this separator reads decimals after a comma; after a point it reads a day, or a text.
DECIMAL_COMMA = ("semicolon",)
# Spreadsheets take a text that begins so for a formula, also after spaces; the wide signs are Asian keyboards' own.
FORMULA = re.compile(r"[\s\0\ufeff\u200b-\u200f\u2060]*[=+\-@\t\r\n＝＋－＠]")
# An Excel that expects another separator than the file has splits a text there too, quoted or not. What then begins
# with such a sign matters where it calls or fetches something: "5,- Euro" and a number after a comma stay.
INNER = re.compile(r"([;,\t\n](?:\"|[^\S\t\n])*)(?=[=+\-@＝＋－＠][^;,\t\n]*[(|!])")
APART = re.compile(r"[,;\t\"\r\n]")
BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")


def usual_separator(language: str) -> str:
    """The separator that an Excel in this language expects: a semicolon where decimals have a comma."""
    try:
        point = Locale.parse(language, sep="-").number_symbols["latn"]["decimal"]
    except (UnknownLocaleError, ValueError, KeyError):
        return "comma"
    return "semicolon" if point == "," else "comma"


def plain(value: Value, point: str = ".") -> str:
    """A cell as CSV has it; `point` is what stands before decimals."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", point)
    return str(value) if isinstance(value, int) else harmless(value)


def harmless(text: str) -> str:
    """A text that no spreadsheet runs as a formula: an apostrophe goes before what looks like one."""
    text = INNER.sub(r"\1'", BREAKS.sub("\n", text.replace("\0", "")))
    return f"'{text}" if FORMULA.match(text) else text


def quoted(cell: str) -> str:
    """A cell that is one cell to every reader, whichever separators they take."""
    return '"' + cell.replace('"', '""') + '"' if APART.search(cell) else cell


def write_csv(sheet: Sheet, out: IO[bytes], separator: str) -> None:
    """Write the whole sheet to `out`; `separator` is a name of `SEPARATORS`."""
    values = [column.value for column in sheet.columns]
    write_lines(sheet.headings, ([value(row) for value in values] for row in sheet.lines()), out, separator)
    if sheet.cut:
        write_lines([], [[sheet.cut_note()]], out, separator)


def write_lines(headings: Sequence[str], rows: Iterable[Sequence[Value]], out: IO[bytes], separator: str) -> None:
    """Write rows of cells below a line of headings; without headings they go on after what `out` holds."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig" if headings else "utf-8", newline="")
    between, point = SEPARATORS[separator], "," if separator in DECIMAL_COMMA else "."
    if headings:
        text.write(between.join(quoted(harmless(heading)) for heading in headings) + "\r\n")
    text.writelines(between.join(quoted(plain(value, point)) for value in row) + "\r\n" for row in rows)
    text.detach()
