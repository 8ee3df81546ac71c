"""The pages of a PDF: fonts, what stands on every page, and facts about the file."""

from __future__ import annotations

import logging
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from anyascii import anyascii
from fpdf import FPDF
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from intercity.core.papers.cleaning import clean, one_line
from intercity.core.papers.structure import Paper

FONTS = Path(__file__).parent / "data"
FAMILY = "paper"
STYLES = {"": "regular", "B": "bold", "I": "italic", "BI": "bolditalic"}
MARGIN = 22.0
TEXT_WIDTH = 210 - 2 * MARGIN
INK, GREY, BLUE, LINE = (20, 24, 32), (90, 96, 108), (0, 72, 144), (190, 196, 206)
# The file has to say some time; without one of the paper it is one that nobody takes for real.
NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
# It would write the letters of every paper into the log.
logging.getLogger("fontTools").setLevel(logging.WARNING)


class Sheet(FPDF):
    """A4 pages with the label above and below, the number of the page, and our fonts."""

    def __init__(self, paper: Paper) -> None:
        """Begin the file of `paper`; no page yet."""
        super().__init__(format="A4")
        self.paper = paper
        self.places: dict[int, str] = {}
        self.measured: dict[tuple[str, str], float] = {}
        self.set_margin(MARGIN)
        self.c_margin = 0
        edge = MARGIN * min(self.paper.scale, 1) ** 2
        self.set_top_margin(edge)
        self.set_auto_page_break(True, edge)
        for style, name in STYLES.items():
            self.add_font(FAMILY, style, FONTS / f"{name}.ttf")
        self.drawn = set(self.face("").cmap)
        self.say_facts()

    def say_facts(self) -> None:
        """Language, title and time, for screen readers and lists of files."""
        self.set_lang(self.paper.language)
        self.set_title(one_line(self.paper.title))
        self.set_creator("Intercity")
        self.set_producer("Intercity")
        self.set_creation_date(self.paper.at or NO_TIME)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def gap(self, tall: float) -> None:
        """So many millimetres of space, as the paper is scaled."""
        self.ln(tall * self.paper.scale)

    def at_top(self) -> bool:
        """Whether nothing stands on this page yet."""
        return float(self.y) <= self.t_margin + 1

    def face(self, style: str) -> TTFFont:
        """The font of a style."""
        face = self.fonts[FAMILY + style]
        assert isinstance(face, TTFFont)
        return face

    def look(self, size: float, style: str = "", colour: tuple[int, int, int] = INK) -> None:
        """What the next words look like."""
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)

    def header(self) -> None:
        """The label, at the top right of every page."""
        self.edge(10, self.paper.label_line, "R", "B")

    def footer(self) -> None:
        """The label again, and the number of the page."""
        self.edge(-14, self.paper.label_line, "L", "B")
        self.edge(-14, f"{self.page_no()} / {{nb}}", "R")

    def edge(self, y: float, text: str, align: str, style: str = "") -> None:
        """One line above or below the text, cut where it would not fit."""
        self.set_y(y)
        self.look(8, style, GREY)
        words = self.shown(one_line(text))
        while words and self.get_string_width(words) > TEXT_WIDTH * 0.8:
            words = words[: len(words) * 9 // 10]
        self.cell(0, 5, words, align=align)
        self.set_y(self.t_margin) if y > 0 else None

    def shown(self, text: str) -> str:
        """`text` in letters that the fonts have."""
        whole = unicodedata.normalize("NFC", clean(text)).replace("\t", "    ")
        if all(ord(char) in self.drawn or char == "\n" for char in whole):
            return whole
        return "".join(self.drawable(char) for char in whole)

    def drawable(self, char: str) -> str:
        """A letter itself, or Latin letters for it; nothing for signs that only steer the reading direction."""
        if char == "\n" or ord(char) in self.drawn:
            return char
        return "".join(other for other in anyascii(char) if ord(other) in self.drawn)
