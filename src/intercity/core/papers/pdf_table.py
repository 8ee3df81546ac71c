"""Tables on PDF pages: the header repeats on each page, and no cell is too long for one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from fpdf.fonts import FontFace

from intercity.core.papers.cleaning import address
from intercity.core.papers.pdf_sheet import INK, LINE, TEXT_WIDTH, Sheet
from intercity.core.papers.structure import Runs, TableBlock, text_of
from intercity.core.papers.widths import column_widths

SIZE = 8.5
# The widest letter of this size is as wide; a row may be this many lines high, so that it fits on one page.
WIDEST = 3.4
MOST_LINES = 40
MOST_COLUMNS = 12
NARROWEST = 12.0
# Beyond this the layout of one table would hold too much at once: the rest is drawn as another one.
MOST_ROWS = 200


def draw_table(sheet: Sheet, block: TableBlock) -> None:
    """Draw a table, in parts of columns where it has more than a page holds."""
    for first in range(0, len(block.header), MOST_COLUMNS):
        part = slice(first, first + MOST_COLUMNS)
        draw_part(sheet, block.header[part], [row[part] for row in block.rows])
        sheet.ln(3)


def draw_part(sheet: Sheet, header: tuple[Runs, ...], rows: list[tuple[Runs, ...]]) -> None:
    """Draw some columns of a table."""
    widths = column_widths(header, rows, TEXT_WIDTH, NARROWEST)
    head = list(pieces(sheet, header, widths))
    body = [piece for row in rows for piece in pieces(sheet, row, widths)]
    for first in range(0, max(len(body), 1), MOST_ROWS):
        draw_rows(sheet, head if first == 0 else head[:1], body[first : first + MOST_ROWS], widths)


Cell = tuple[str, str, bool]
"""Words, address, whether bold."""


def draw_rows(sheet: Sheet, head: list[list[Cell]], body: list[list[Cell]], widths: list[float]) -> None:
    """Draw rows beneath their header."""
    sheet.set_x(sheet.l_margin)
    sheet.look(SIZE)
    sheet.set_draw_color(*LINE)
    with sheet.table(
        width=sum(widths), col_widths=tuple(widths), align="LEFT", text_align="LEFT", line_height=SIZE * 0.48,
        padding=1.2, v_align="TOP", borders_layout="HORIZONTAL_LINES", num_heading_rows=1,
        headings_style=FontFace(emphasis="BOLD", color=INK, fill_color=(236, 240, 245)),
    ) as table:  # fmt: skip
        for cells in head + body:
            row = table.row()
            for words, link, is_bold in cells:
                row.cell(words, link=link or None, style=FontFace(emphasis="BOLD") if is_bold else None)


def pieces(sheet: Sheet, row: tuple[Runs, ...], widths: list[float]) -> Iterator[list[Cell]]:
    """A row, or as many as its longest cell needs to fit on pages."""
    columns = [list(cell_pieces(sheet, cell, width)) for cell, width in zip(row, widths, strict=False)]
    columns += [[("", "", False)]] * (len(widths) - len(columns))
    for cells in zip_longest(*columns, fillvalue=("", "", False)):
        yield list(cells)


def cell_pieces(sheet: Sheet, cell: Runs, width: float) -> Iterator[Cell]:
    """The text of a cell, cut at spaces into pieces that are at most `MOST_LINES` lines high."""
    text = sheet.shown(text_of(cell)).strip() or " "
    link = next((found for run in cell if (found := address(run.link))), "")
    is_bold = bool(cell) and all(run.bold for run in cell)
    most = max(int((width - 2.4) / WIDEST), 1) * MOST_LINES
    while text:
        piece = cut(text, most)
        yield piece.strip() or " ", link, is_bold
        text = text[len(piece) :].lstrip()


def cut(text: str, most: int) -> str:
    """The beginning of `text` that surely fits: few enough letters and lines; whole words where it can be."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES // 2:
        text = "\n".join(lines[: MOST_LINES // 2])
        most //= 2
    if len(text) <= most // (1 + ("\n" in text)):
        return text
    piece = text[: most // (1 + ("\n" in text))]
    return piece[: piece.rfind(" ")] if " " in piece.strip() else piece
