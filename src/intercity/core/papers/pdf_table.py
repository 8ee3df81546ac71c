"""Tables on PDF pages: the header repeats on each page, and a row may go on there."""

from __future__ import annotations

from intercity.core.papers.pdf_lines import LEADING, POINT, Line, Look, draw_line, lines_of
from intercity.core.papers.pdf_sheet import LINE, TEXT_WIDTH, Sheet
from intercity.core.papers.structure import Runs, TableBlock
from intercity.core.papers.widths import column_widths

TEXT = Look(8.5)
HEAD = Look(8.5, "B")
HEIGHT = TEXT.size * POINT * LEADING
PADDING = 1.2
SHADE = (236, 240, 245)
MOST_COLUMNS = 12
NARROWEST = 12.0
# A header may take so many lines of each page; the rest of a longer one is left to its first row.
MOST_HEAD = 12

Row = list[list[Line]]
"""The lines of each cell."""


def draw_table(sheet: Sheet, block: TableBlock) -> None:
    """Draw a table, in parts of columns where it has more than a page holds."""
    for first in range(0, len(block.header), MOST_COLUMNS):
        part = slice(first, first + MOST_COLUMNS)
        draw_part(sheet, block.header[part], [row[part] for row in block.rows])
        sheet.gap(3)


def scaled(sheet: Sheet, look: Look) -> Look:
    """What words look like on this sheet."""
    return look._replace(size=look.size * sheet.paper.scale)


def height(sheet: Sheet) -> float:
    """How high a line in a cell is."""
    return HEIGHT * sheet.paper.scale


def padding(sheet: Sheet) -> float:
    """How much space is around the words of a cell."""
    return PADDING * sheet.paper.scale


def draw_part(sheet: Sheet, header: tuple[Runs, ...], rows: list[tuple[Runs, ...]]) -> None:
    """Draw some columns of a table."""
    widths = column_widths(header, rows, TEXT_WIDTH, NARROWEST)
    head = laid(sheet, header, widths, scaled(sheet, HEAD))
    repeated = [cell[:MOST_HEAD] for cell in head]
    if not fits(sheet, lines_in(repeated) + 1):
        sheet.add_page()
    draw_row(sheet, repeated, widths, shade=True)
    if lines_in(head) > MOST_HEAD:
        draw_long(sheet, [cell[MOST_HEAD:] for cell in head], widths, repeated)
    for row in rows:
        draw_long(sheet, laid(sheet, row, widths, scaled(sheet, TEXT)), widths, repeated)


def laid(sheet: Sheet, cells: tuple[Runs, ...], widths: list[float], look: Look) -> Row:
    """The cells of a row in lines; short rows are filled up."""
    filled = (*cells[: len(widths)], *[()] * (len(widths) - len(cells)))
    return [lines_of(sheet, cell, look, width - 2 * padding(sheet)) for cell, width in zip(filled, widths, strict=True)]


def lines_in(row: Row) -> int:
    """How many lines the longest cell has."""
    return max(map(len, row), default=0)


def fits(sheet: Sheet, lines: int) -> bool:
    """Whether a row of so many lines stands on this page."""
    return bool(sheet.y + lines * height(sheet) + 2 * padding(sheet) <= sheet.page_break_trigger)


def draw_long(sheet: Sheet, row: Row, widths: list[float], head: Row) -> None:
    """Draw a row: whole on the next page where it does not fit here, in parts where it does not fit there either."""
    while lines_in(row):
        if not fits(sheet, min(lines_in(row), 20)):
            sheet.add_page()
            draw_row(sheet, head, widths, shade=True)
        room = max(int((sheet.page_break_trigger - sheet.y - 2 * padding(sheet)) / height(sheet)), 1)
        draw_row(sheet, [cell[:room] for cell in row], widths)
        row = [cell[room:] for cell in row]


def draw_row(sheet: Sheet, row: Row, widths: list[float], *, shade: bool = False) -> None:
    """Draw a row that fits on this page, with a line below it."""
    top, tall = sheet.y, lines_in(row) * height(sheet) + 2 * padding(sheet)
    if shade:
        sheet.set_fill_color(*SHADE)
        sheet.rect(sheet.l_margin, top, sum(widths), tall, style="F")
    x = sheet.l_margin
    for cell, width in zip(row, widths, strict=False):
        for number, line in enumerate(cell):
            draw_line(sheet, line, x + padding(sheet), top + padding(sheet) + number * height(sheet), height(sheet))
        x += width
    sheet.set_draw_color(*LINE)
    sheet.line(sheet.l_margin, top + tall, sheet.l_margin + sum(widths), top + tall)
    sheet.set_xy(sheet.l_margin, top + tall)
