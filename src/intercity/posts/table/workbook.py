"""The table as XLSX: true dates and numbers, the heading held in place, a filter on it, links where there are some."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from intercity.posts.table.cells import Value
from intercity.posts.table.delimited import FORMULA
from intercity.posts.table.writing import Sheet

DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
# Excel refuses a sheet with more links, a longer link, or a longer text.
MOST_LINKS = 65_000
LONGEST_LINK = 2_000
LONGEST_TEXT = 32_767
# What no document of XML may hold: Excel calls a workbook with one of these damaged.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_xlsx(sheet: Sheet, out: IO[bytes]) -> None:
    """Write the whole sheet to `out`, row by row: openpyxl keeps them in a file until it packs them."""
    book = Workbook(write_only=True)
    page: Any = book.create_sheet(_("Table"))
    cells = CellMaker(page)
    prepare(page, sheet, cells)
    columns = [(column.value, column.link) for column in sheet.columns]
    for row in sheet.lines():
        page.append([cells.make(value(row), link(row)) for value, link in columns])
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{sheet.written + 1}"
    add_notes(book, sheet)
    book.save(out)


def prepare(page: Any, sheet: Sheet, cells: CellMaker) -> None:
    """Widths, the frozen heading, and the heading itself."""
    page.freeze_panes = "B2"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.append([cells.heading(heading) for heading in sheet.headings])


class CellMaker:
    """Makes the cells of one sheet. Styles are made once and shared: looking one up costs more than a cell."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.links_left = MOST_LINKS
        self.bold = self.style(font=Font(bold=True))
        self.linked = self.style(font=Font(color="0B4F9E", underline="single"))
        self.day = self.style(number_format=DAY)
        self.moment = self.style(number_format=MOMENT)
        # A text that looks like a formula stays a text also when somebody edits it.
        self.quoted = self.style(quotePrefix=True)

    def style(self, **wanted: Any) -> Any:
        """A style to be shared."""
        cell: Any = WriteOnlyCell(self.page)
        for name, value in wanted.items():
            setattr(cell, name, value)
        return cell._style

    def make(self, value: Value, link: str = "") -> Any:
        """One cell; None where there is nothing."""
        if isinstance(value, date):
            return self.dated(value)
        if isinstance(value, int | Decimal):
            return value
        return self.linking(link, value) if link and value else self.text(value) if value else None

    def text(self, text: str) -> Any:
        """A text that stays a text, whatever it begins with."""
        made: Any = WriteOnlyCell(self.page, NOT_IN_XML.sub("", text)[:LONGEST_TEXT])
        made.data_type = "s"
        if FORMULA.match(text):
            made._style = self.quoted
        return made

    def heading(self, text: str) -> Any:
        """A text in bold."""
        made = self.text(text)
        made._style = self.bold
        return made

    def linking(self, link: str, text: str) -> Any:
        """A text with a link, as long as the sheet takes more of them."""
        made = self.text(text)
        if self.links_left and len(link) < LONGEST_LINK and not NOT_IN_XML.search(link):
            self.links_left -= 1
            made.hyperlink = link if "://" in link else settings.PUBLIC_URL + link
            made._style = self.linked
        return made

    def dated(self, value: date) -> Any:
        """A true date; moments in the network's own time, for a spreadsheet knows no zones."""
        if isinstance(value, datetime):
            made: Any = WriteOnlyCell(self.page, timezone.localtime(value).replace(tzinfo=None, microsecond=0))
            made._style = self.moment
        else:
            made = WriteOnlyCell(self.page)
            made.value = value
            made._style = self.day
        return made


def add_notes(book: Workbook, sheet: Sheet) -> None:
    """The second sheet: where this comes from, when, how much, and who may see it."""
    page: Any = book.create_sheet(_("About"))
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 24, 80
    label, cells = sheet.label, CellMaker(page)
    notes: list[tuple[str, str | int | datetime]] = [
        (_("Space"), sheet.space.name),
        *([(_("Note"), _("Exercise: everything in it is invented."))] if sheet.space.is_exercise else []),
        (_("Address"), sheet.address),
        (_("Made"), timezone.now()),
        (_("Rows"), sheet.written),
        (_("Who may see it"), f"{label.label} ({label.tlp})"),
        *([(_("Note"), sheet.cut_note())] if sheet.cut else []),
    ]
    for term, said in notes:
        page.append([cells.heading(term), cells.make(said)])
