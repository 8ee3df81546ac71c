"""Papers as PDF, with fonts that we ship: Latin, Greek, Cyrillic, Armenian and Georgian letters.

What these fonts cannot draw is written in Latin letters (anyascii), so that nothing is lost silently; DOCX and ODT
carry every letter as it is.
"""

from __future__ import annotations

import io

from intercity.core.papers.cleaning import address
from intercity.core.papers.pdf_lines import Look, lines_of, write_lines
from intercity.core.papers.pdf_sheet import GREY, INK, LINE, TEXT_WIDTH, Sheet
from intercity.core.papers.pdf_table import draw_table
from intercity.core.papers.pictures import picture_size
from intercity.core.papers.structure import (
    Block,
    Heading,
    ListBlock,
    Paper,
    Paragraph,
    PictureBlock,
    RuleBlock,
    Run,
    Runs,
    Sources,
    TableBlock,
    plain,
)

BODY = 10.0
SMALL = 8.5
HEADINGS = {1: 15.0, 2: 12.5, 3: 11.0}
INDENT = 6.0


def to_pdf(paper: Paper) -> bytes:
    """The paper as the bytes of a PDF file. Never fails on any text."""
    sheet = Sheet(paper)
    note_sources(sheet, paper)
    sheet.add_page()
    title(sheet, paper)
    for block in paper.blocks:
        draw(sheet, block)
    return bytes(sheet.output())


def note_sources(sheet: Sheet, paper: Paper) -> None:
    """Give every source a name that its citations lead to; a citation of none leads nowhere."""
    for block in paper.blocks:
        if isinstance(block, Sources):
            sheet.places.update({source.number: f"#source{source.number}" for source in block.sources})


def title(sheet: Sheet, paper: Paper) -> None:
    """The title, and beneath it who made the paper."""
    write_runs(sheet, plain(paper.title), 20, "B")
    if paper.made:
        sheet.gap(1)
        write_runs(sheet, plain(paper.made), SMALL, grey=True)
    sheet.gap(5)


def draw(sheet: Sheet, block: Block) -> None:
    """One block and the space behind it."""
    match block:
        case Heading():
            heading(sheet, block)
        case Paragraph():
            paragraph(sheet, block)
        case ListBlock():
            draw_list(sheet, block)
        case TableBlock():
            draw_table(sheet, block)
        case PictureBlock():
            picture(sheet, block)
        case RuleBlock():
            rule(sheet)
        case Sources():
            draw_sources(sheet, block)


def heading(sheet: Sheet, block: Heading) -> None:
    """A heading, never the last line of a page; it stands in the outline."""
    text = sheet.shown(" ".join(block.text.split()))
    if not text.strip():
        return
    level = min(max(block.level, 1), 6)
    size = HEADINGS.get(level, BODY)
    if sheet.will_page_break(size * 2):
        sheet.add_page()
    elif not sheet.at_top():
        sheet.gap(3)
    sheet.start_section(text, level - 1, strict=False)
    write_runs(sheet, plain(text), size, "B")
    sheet.gap(1.5)


def paragraph(sheet: Sheet, block: Paragraph) -> None:
    """Running text; quotes stand in, code keeps its spaces."""
    size = SMALL if block.role in ("small", "code") else BODY
    write_runs(
        sheet, block.runs, size, indent=INDENT if block.role in ("quote", "code") else 0, grey=block.role == "small"
    )
    sheet.gap(2.5)


def draw_list(sheet: Sheet, block: ListBlock) -> None:
    """Points, each under its dot or number."""
    for item in block.items:
        mark = f"{item.number}." if item.number else "•"
        write_runs(sheet, item.runs or plain(" "), BODY, indent=INDENT * (min(item.level, 8) + 1), mark=mark)
        sheet.gap(0.8)
    sheet.gap(1.7)


def draw_sources(sheet: Sheet, block: Sources) -> None:
    """The sources; each is a place that citations lead to."""
    for source in block.sources:
        if sheet.will_page_break(SMALL):
            sheet.add_page()
        sheet.set_link(name=f"source{source.number}", y=sheet.y)
        runs: Runs = (Run(source.text, link="" if block.spelled else source.link),)
        if block.spelled and address(source.link):
            runs = (*runs, Run(" "), Run(source.link, link=source.link))
        write_runs(sheet, runs, SMALL, indent=INDENT + 4, mark=f"[{source.number}]")
        sheet.gap(0.6)


def picture(sheet: Sheet, block: PictureBlock) -> None:
    """A picture as wide as the text at most; its description alone where it cannot be drawn."""
    size = picture_size(block)
    if size is None:
        write_runs(sheet, plain(block.alt), SMALL, "I", grey=True)
        return
    if sheet.y + size[1] > sheet.page_break_trigger:
        sheet.add_page()
    sheet.image(io.BytesIO(block.data), x=sheet.l_margin, w=size[0], alt_text=sheet.shown(block.alt) or None)
    sheet.gap(3)


def rule(sheet: Sheet) -> None:
    """A line across."""
    sheet.gap(1)
    sheet.set_draw_color(*LINE)
    sheet.line(sheet.l_margin, sheet.y, sheet.w - sheet.r_margin, sheet.y)
    sheet.gap(4)


def write_runs(
    sheet: Sheet, runs: Runs, size: float, style: str = "", indent: float = 0, mark: str = "", grey: bool = False
) -> None:
    """Running text from the left margin to its last line's end."""
    base = Look(size * sheet.paper.scale, style, GREY if grey else INK)
    write_lines(sheet, lines_of(sheet, runs, base, TEXT_WIDTH - indent), base, indent, mark)
