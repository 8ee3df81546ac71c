"""Papers as DOCX: real headings, lists, tables and links, the label and the page number on every page."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Emu, Mm
from docx.text.paragraph import Paragraph as WordParagraph

from intercity.core.papers.cleaning import clean, one_line
from intercity.core.papers.docx_lists import Lists
from intercity.core.papers.docx_look import dress, facts
from intercity.core.papers.docx_words import Words, bookmark, element
from intercity.core.papers.pictures import TEXT_WIDTH_MM, picture_size
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
from intercity.core.papers.widths import column_widths
from intercity.core.papers.zipping import zipped_again

ROLES = {"": "Normal", "quote": "Quote", "code": "No Spacing", "small": "Caption"}
TEXT_WIDTH = Mm(TEXT_WIDTH_MM)


def to_docx(paper: Paper) -> bytes:
    """The paper as the bytes of a DOCX file. Never fails on any text."""
    writer = Writer(paper)
    for block in paper.blocks:
        writer.add(block)
    return writer.finish()


class Writer:
    """The file while it is made."""

    def __init__(self, paper: Paper) -> None:
        """Begin with what every page has, the title and who made it."""
        self.document: Any = Document()
        self.end = self.document.element.body.sectPr
        self.words = Words(self.document, paper)
        self.lists = Lists(self.document)
        facts(self.document, paper)
        dress(self.document, paper)
        self.edges(one_line(paper.label_line))
        self.paragraph(plain(one_line(paper.title)), "Title")
        if paper.made:
            self.paragraph(plain(one_line(paper.made)), "Caption")

    def edges(self, label: str) -> None:
        """The label above and below the text, the number of the page below."""
        section = self.document.sections[0]
        above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
        above.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        above.add_run(label).bold = True
        below.add_run(f"{label}\t\t").bold = True
        for field, behind in (("PAGE", " / "), ("NUMPAGES", "")):
            counted = element("w:fldSimple", instr=field)
            counted.append(self.words.run(Run("1")))
            below._p.append(counted)
            below.add_run(behind)

    def add(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Heading():
                if text := one_line(block.text):
                    self.paragraph(plain(text), f"Heading {min(max(block.level, 1), 6)}")
            case Paragraph():
                self.paragraph(block.runs, ROLES.get(block.role, "Normal"))
            case ListBlock():
                self.list(block)
            case TableBlock():
                self.table(block)
            case PictureBlock():
                self.picture(block)
            case RuleBlock():
                self.paragraph(plain("―" * 3), "Normal").alignment = WD_ALIGN_PARAGRAPH.CENTER
            case Sources():
                self.sources(block)

    def paragraph(self, runs: Runs, style: str) -> Any:
        """Add a paragraph of that style; gives it."""
        line: Any = OxmlElement("w:p")
        # The library looks for the end of the document each time: of a long one for seconds.
        self.end.addprevious(line)
        fresh = WordParagraph(line, self.document._body)
        fresh._p.style = self.words.style(style)
        self.words.write(fresh._p, runs)
        return fresh

    def list(self, block: ListBlock) -> None:
        """Add the points of a list, each with its own depth and number."""
        for item, number in zip(block.items, self.lists.numbered(block.items), strict=True):
            point = self.paragraph(item.runs, "List Paragraph")
            properties = point._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = min(item.level, 8)
            properties.get_or_add_numId().val = number

    def table(self, block: TableBlock) -> None:
        """Add a table whose header repeats on every page."""
        columns = min(len(block.header), 60)
        if not columns:
            return
        table = self.document.add_table(rows=0, cols=columns, style="Table Grid")
        widths = column_widths(block.header[:columns], block.rows, TEXT_WIDTH, Mm(12))
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.w = Emu(int(width))
        table._tbl.append(self.row(block.header, columns, header=True))
        for row in block.rows:
            table._tbl.append(self.row(row, columns))
        self.paragraph((), "Normal")

    def row(self, cells: tuple[Runs, ...], columns: int, header: bool = False) -> Any:
        """The element of one row; short rows are filled up."""
        row = OxmlElement("w:tr")
        if header:
            properties = OxmlElement("w:trPr")
            properties.append(OxmlElement("w:tblHeader"))
            row.append(properties)
        for runs in (*cells[:columns], *[()] * (columns - len(cells))):
            cell, paragraph = OxmlElement("w:tc"), OxmlElement("w:p")
            paragraph.style = self.words.style("Table Text")
            self.words.write(paragraph, runs, bold=header)
            cell.append(paragraph)
            row.append(cell)
        return row

    def picture(self, block: PictureBlock) -> None:
        """Add a picture with its description, or the description alone where it is no picture."""
        size = picture_size(block)
        if size is None:
            self.paragraph(plain(block.alt), "Caption")
            return
        shape = self.document.add_picture(io.BytesIO(block.data), width=Mm(size[0]), height=Mm(size[1]))
        shape._inline.docPr.set("descr", clean(block.alt))

    def sources(self, block: Sources) -> None:
        """Add the sources, each with a mark that its citations lead to."""
        for source in block.sources:
            line = self.paragraph((), "Source")
            bookmark(line._p, source.number)
            link = "" if block.spelled else source.link
            self.words.write(line._p, (Run(f"[{source.number}] "), Run(f"{source.text} ", link=link)))
            spelled = block.spelled and source.link
            self.words.write(line._p, (Run(source.link, link=source.link),) if spelled else ())

    def finish(self) -> bytes:
        """The bytes of the file, the same whenever it is made."""
        out = io.BytesIO()
        self.document.save(out)
        return zipped_again(out.getvalue())
