"""Lines on PDF pages: runs are cut into words, words are put into lines, lines are drawn.

fpdf2 can do this itself, but measures each line again with each letter: a paper of 300 pages took half a minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from intercity.core.papers.cleaning import address
from intercity.core.papers.pdf_sheet import BLUE, INK, Sheet
from intercity.core.papers.structure import Run, Runs

TOKEN = re.compile(r"\n| +|[^ \n]+")
POINT = 25.4 / 72
# How high a line is, in heights of its letters.
LEADING = 1.35


class Look(NamedTuple):
    """What words look like, and where they lead."""

    size: float
    style: str = ""
    colour: tuple[int, int, int] = INK
    strike: bool = False
    raised: bool = False
    link: str = ""


class Piece(NamedTuple):
    """Letters that look alike, and how wide they are."""

    text: str
    look: Look
    width: float


Line = list[Piece]


def look_of(sheet: Sheet, run: Run, base: Look) -> Look:
    """What the words of `run` look like where those around them look like `base`."""
    link = address(run.link) or sheet.places.get(run.cite, "")
    style = "".join(sorted({*base.style, *("B" * run.bold), *("I" * run.italic)}))
    return base._replace(
        style=style, strike=run.strike, raised=bool(run.cite), link=link, colour=BLUE if link else base.colour
    )


def width_of(sheet: Sheet, text: str, look: Look) -> float:
    """How wide letters are, in millimetres; measured once for each word."""
    key = (look.style, text)
    if key not in sheet.measured:
        sheet.measured[key] = sheet.face(look.style).get_text_width(text, 1, None)[1] * POINT
    return sheet.measured[key] * look.size * (sheet.sup_scale if look.raised else 1)


def lines_of(sheet: Sheet, runs: Runs, base: Look, width: float) -> list[Line]:
    """`runs` in lines of at most `width` millimetres; at least one line."""
    lines: list[Line] = [[]]
    used = 0.0
    for word in words_of(sheet, runs, base):
        if word is None:
            lines.append([])
            used = 0.0
            continue
        wide = sum(piece.width for piece in word)
        if used + wide > width and not is_blank(word):
            if lines[-1]:
                lines.append([])
            used = 0.0
            *whole, word = split(sheet, word, width) if wide > width else [word]
            for part in whole:
                lines[-1] += part
                lines.append([])
            wide = sum(piece.width for piece in word)
        lines[-1] += word
        used += wide
    return lines


def is_blank(word: Line) -> bool:
    """Whether it is only the space between two words, which may stand beyond the end of a line."""
    return all(not piece.text.strip(" ") for piece in word)


def words_of(sheet: Sheet, runs: Runs, base: Look) -> Iterator[Line | None]:
    """Words (what must not be parted, in all its looks), spaces, and None for the end of a line."""
    word: Line = []
    for run in runs:
        look = look_of(sheet, run, base)
        for token in TOKEN.findall(sheet.shown(run.text)):
            if token[0] not in " \n":
                word.append(Piece(token, look, width_of(sheet, token, look)))
                continue
            if word:
                yield word
                word = []
            yield None if token == "\n" else [Piece(token, look, width_of(sheet, " ", look) * len(token))]
    if word:
        yield word


def split(sheet: Sheet, word: Line, width: float) -> list[Line]:
    """A word that is wider than a line, in parts that are not (a part has one letter at least)."""
    parts: list[Line] = [[]]
    used = 0.0
    for piece in word:
        for letter in piece.text:
            wide = width_of(sheet, letter, piece.look)
            if used + wide > width and parts[-1]:
                parts.append([])
                used = 0.0
            parts[-1].append(Piece(letter, piece.look, wide))
            used += wide
    return parts


def joined(line: Line) -> Line:
    """Neighbours that look alike as one piece; spaces at the end go."""
    pieces: Line = []
    for piece in line:
        if pieces and pieces[-1].look == piece.look:
            last = pieces.pop()
            piece = Piece(last.text + piece.text, piece.look, last.width + piece.width)
        pieces.append(piece)
    return pieces


def draw_line(sheet: Sheet, line: Line, x: float, y: float, height: float) -> None:
    """Draw one line at that place."""
    for piece in joined(line):
        look = piece.look
        sheet.look(look.size, look.style, look.colour)
        sheet.underline, sheet.strikethrough = bool(look.link) and not look.raised, look.strike
        sheet.char_vpos = "SUP" if look.raised else "LINE"
        sheet.set_xy(x, y)
        sheet.cell(piece.width, height, piece.text, link=look.link or None)
        x += piece.width
    sheet.underline = sheet.strikethrough = False
    sheet.char_vpos = "LINE"


def write_lines(sheet: Sheet, lines: list[Line], base: Look, indent: float = 0, mark: str = "") -> None:
    """Draw lines below what stands already, on as many pages as they need; `mark` stands before the first."""
    height = base.size * POINT * LEADING
    for number, line in enumerate(lines):
        if sheet.y + height > sheet.page_break_trigger:
            sheet.add_page()
        y = sheet.y
        if mark and number == 0:
            wide = width_of(sheet, mark, base) + 2
            draw_line(sheet, [Piece(mark, base, wide - 2)], sheet.l_margin + max(indent - wide, 0), y, height)
        draw_line(sheet, line, sheet.l_margin + indent, y, height)
        sheet.set_xy(sheet.l_margin, y + height)
