"""A pasted or uploaded table as plain cells, and how it is carried from the preview to the button under it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from intercity.core.tables.cells import Formula, Number, clean
from intercity.core.tables.delimited import rows_of_text
from intercity.core.tables.errors import ReadError
from intercity.core.tables.opening import open_table
from intercity.core.tables.table import Table
from intercity.core.tables.workbook import Gap
from intercity.kinds.rollcall.exports.digits import DIGITS
from intercity.kinds.rollcall.wording import number_text
from intercity.posts.table.delimited import FORMULA

# A file of ten thousand rows is well under this.
MOST_BYTES: Final = 2 * 1024 * 1024
MOST_UNPACKED: Final = 24 * 1024 * 1024
MOST_ROWS: Final = 12_000
# A sheet whose last cell was touched by mistake has a million of them below its table.
MOST_EMPTY: Final = 5_000
# What the page can carry to its own button.
MOST_CARRIED: Final = 1_000_000
# What the format of a cell writes beside the number: a text in quotes, a currency in brackets, a sign by itself.
BESIDE: Final = re.compile(r'"([^"]+)"|\[\$([^\]-]+)[^\]]*\]|([€£¥$%])')
# Cannot be seen, and would make two equal words unequal.
INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Cell:
    """What one cell says. `exact` numbers come from a workbook: a point in them is a decimal point."""

    text: str
    exact: bool = False
    formula: bool = False


EMPTY: Final = Cell("")


@dataclass(frozen=True)
class GridRow:
    """A row below the heading, by column name; `uneven` ones have more cells than the heading, or too few."""

    number: int
    cells: Mapping[str, Cell]
    uneven: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with its heading."""

    header: tuple[str, ...]
    rows: tuple[GridRow, ...]
    ended: int = 0
    """The last row that was read of a sheet with too many empty rows below it; 0 where it was read to its end."""

    @property
    def note(self) -> str:
        """What to know about a table that was not read to its end."""
        if not self.ended:
            return ""
        return _(
            "Row %(row)s is the last one that was read: more than %(n)s empty rows stand below it. "
            "If there are answers further down, delete the empty rows, and upload the file again."
        ) % {"row": number_text(self.ended), "n": number_text(MOST_EMPTY)}

    def carried(self) -> str:
        """As text, for `carried_grid`. Raises ReadError for what is too long to be sent once more."""
        rows = [[row.number, row.uneven, [packed(row.cells.get(name, EMPTY)) for name in self.header]]
                for row in self.rows]  # fmt: skip
        table = {"header": self.header, "rows": rows, "ended": self.ended}
        text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
        if len(text.encode(errors="replace")) > MOST_CARRIED:
            raise ReadError(_("This table is too long. Divide it, and enter one part after the other."))
        return text


def packed(cell: Cell) -> Any:
    """A cell as JSON: mostly its text."""
    return (
        {"text": cell.text, "exact": cell.exact, "formula": cell.formula} if cell.exact or cell.formula else cell.text
    )


def carried_grid(text: str) -> Grid:
    """The table out of what `Grid.carried` gave. Raises ReadError where somebody changed it."""
    try:
        found = json.loads(text)
        header, ended = tuple(sound(name) for name in found["header"]), int(found["ended"])
        rows = tuple(
            GridRow(int(number), dict(zip(header, map(unpacked, cells), strict=True)), bool(uneven))
            for number, uneven, cells in found["rows"][:MOST_ROWS]
        )
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise ReadError(_("This page is damaged. Paste or upload the table again.")) from error
    return Grid(header, rows, ended)


def unpacked(raw: Any) -> Cell:
    """A cell out of its JSON."""
    if isinstance(raw, str):
        return Cell(sound(raw))
    return Cell(sound(raw["text"]), bool(raw["exact"]), bool(raw["formula"]))


def sound(text: object) -> str:
    """A text that any database takes. Raises ValueError for what no honest page has sent."""
    said = str(text)
    if "\x00" in said:
        raise ValueError("null bytes")
    said.encode()
    return said


def read_paste(text: str) -> Grid:
    """The table in pasted text. Raises ReadError with what to do."""
    raw = io.BufferedReader(io.BytesIO(text.strip("\r\n").encode(errors="replace")), MOST_CARRIED)
    return grid_of(Table(rows_of_text(raw, "utf-8-sig")))


def read_upload(upload: UploadedFile) -> Grid:
    """The table in a file, whatever its name says it is. Raises ReadError with what to do."""
    if (upload.size or 0) > MOST_BYTES:
        raise ReadError(_("This file is larger than 2 MB. Divide it, and enter one part after the other."))
    with NamedTemporaryFile() as copy:
        copy.write(upload.read())
        copy.flush()
        gap = Gap(MOST_EMPTY)
        with open_table(Path(copy.name), most=MOST_UNPACKED, gap=gap) as table:
            found = grid_of(table)
    return replace(found, ended=gap.after)


def grid_of(table: Table) -> Grid:
    """Its rows that say anything."""
    return Grid(tuple(table.header), tuple(rows_of(table)))


def rows_of(table: Table) -> Iterator[GridRow]:
    """The rows; ReadError beyond `MOST_ROWS`."""
    for read, row in enumerate(table, 1):
        if read > MOST_ROWS:
            raise ReadError(_("There are more than %(n)d rows. Divide the table.") % {"n": MOST_ROWS})
        yield GridRow(row.number, {name: cell_of(text) for name, text in row.cells.items()}, bool(row.fault))


def cell_of(text: str) -> Cell:
    """A cell as it came out of the file. Formulas keep only that they are some; they are never worked out."""
    if isinstance(text, Formula):
        return Cell(str(text), formula=True)
    if isinstance(text, Number):
        return Cell(spoken(text), exact=True)
    said = INVISIBLE.sub("", clean(text))
    # Our own exports put an apostrophe before what looks like a formula, or is no number though it is of digits.
    is_marked = said.startswith("'") and (FORMULA.match(said[1:]) or DIGITS.fullmatch(said[1:]))
    return Cell(said[1:] if is_marked else said)


def spoken(number: Number) -> str:
    """A number of a workbook in digits, with the unit that its format shows."""
    try:
        # A spreadsheet keeps fifteen digits; what a float has beyond them is noise.
        value = Decimal(f"{float(number):.15g}") if "." in number else Decimal(number)
    except (InvalidOperation, ValueError):
        return str(number)
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return str(number)
    beside = [part for found in BESIDE.findall(number.shown) for part in found if part.strip()]
    if "%" in beside:
        value *= 100
    digits = f"{value.normalize():f}"
    # With three digits behind the point it could be thousands in another language.
    digits += "0" if len(digits.partition(".")[2]) == 3 else ""
    return " ".join([digits, *dict.fromkeys(part.strip() for part in beside)])
