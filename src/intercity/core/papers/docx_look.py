"""How DOCX files look, and the facts in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from intercity.core.papers.cleaning import one_line
from intercity.core.papers.docx_words import element
from intercity.core.papers.structure import Paper

FACE = "Arial"
INK, GREY = RGBColor(0x14, 0x18, 0x20), RGBColor(0x5A, 0x60, 0x6C)
SIZES = {"Title": 20, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11, "Heading 4": 10.5, "Heading 5": 10.5,
         "Heading 6": 10.5}  # fmt: skip
NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)
LONGEST_FACT = 255


def facts(document: Any, paper: Paper) -> None:
    """Title, language and time."""
    known = document.core_properties
    known.title, known.language = one_line(paper.title)[:LONGEST_FACT], one_line(paper.language)[:20]
    known.author = known.last_modified_by = "Intercity"
    known.comments = known.keywords = known.subject = known.category = ""
    known.created = known.modified = paper.at or NO_TIME
    known.revision = 1


def dress(document: Any, paper: Paper) -> None:
    """A4, one plain typeface, dark headings."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(22 * min(paper.scale, 1) ** 2)
    styles = document.styles
    for name, size in SIZES.items():
        face(styles[name], size, INK)
        styles[name].font.italic = False
    face(styles["Normal"], 10.5)
    face(styles["Caption"], 9, GREY)
    styles["Caption"].font.bold = False
    added(styles, "Table Text", 9.5, Pt(2))
    added(styles, "Source", 9, Pt(2))
    if paper.scale != 1:
        shrink(styles, paper.scale)
    speak(styles, one_line(paper.language))


def shrink(styles: Any, scale: float) -> None:
    """All letters and gaps by the same factor; what has no gap of its own gets a small one."""
    styles["Normal"].paragraph_format.space_after = Pt(4)
    styles["Normal"].paragraph_format.line_spacing = 1.0
    for style in styles:
        if style.type != WD_STYLE_TYPE.PARAGRAPH:
            continue
        gaps = style.paragraph_format
        style.font.size = style.font.size and int(style.font.size * scale)
        gaps.space_before = gaps.space_before and int(gaps.space_before * scale)
        gaps.space_after = gaps.space_after and int(gaps.space_after * scale)


def face(style: Any, size: float, colour: RGBColor | None = None) -> None:
    """One typeface for all letters: without the theme's own, which would win."""
    style.font.name, style.font.size = FACE, Pt(size)
    if colour is not None:
        style.font.color.rgb = colour
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), FACE)


def added(styles: Any, name: str, size: float, behind: Pt) -> None:
    """Add a style for small text."""
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    style.font.size = Pt(size)
    style.paragraph_format.space_after = behind


def speak(styles: Any, language: str) -> None:
    """Say the language of the text, for screen readers and spelling."""
    properties = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("w:lang", val=language))
