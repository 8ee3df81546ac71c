"""Papers as ODT, written by hand: an OpenDocument text is a zip archive with a few XML files."""

from __future__ import annotations

from xml.sax.saxutils import escape

from intercity.core.papers.cleaning import clean, one_line
from intercity.core.papers.odt_lists import list_xml
from intercity.core.papers.odt_pictures import Pictures
from intercity.core.papers.odt_styles import META, NAMESPACES, styles_xml, tables_xml
from intercity.core.papers.odt_words import attribute, runs_xml
from intercity.core.papers.pictures import TEXT_WIDTH_MM
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
from intercity.core.papers.zipping import zipped

MIME = "application/vnd.oasis.opendocument.text"
ROLES = {"": "Text", "quote": "Quote", "code": "Code", "small": "Small"}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def to_odt(paper: Paper) -> bytes:
    """The paper as the bytes of an ODT file. Never fails on any text."""
    pictures = Pictures()
    body = "".join(block_xml(block, pictures) for block in paper.blocks)
    title = paragraph(plain(one_line(paper.title)), "Title") + (
        paragraph(plain(one_line(paper.made)), "Small") if paper.made else ""
    )
    content = (
        f'{HEAD}<office:document-content {NAMESPACES} office:version="1.2">'
        f"<office:automatic-styles>{tables_xml(body)}</office:automatic-styles><office:body><office:text>"
        f"{title}{body}</office:text></office:body></office:document-content>"
    )
    members = [
        ("mimetype", MIME.encode()),
        ("META-INF/manifest.xml", manifest(pictures).encode()),
        ("content.xml", content.encode()),
        ("styles.xml", styles_xml(paper).encode()),
        ("meta.xml", meta(paper).encode()),
        *pictures.files.items(),
    ]
    return zipped(members, stored=("mimetype",))


def manifest(pictures: Pictures) -> str:
    """The list of what is in the archive."""
    entries = [("/", MIME), *((f"{name}.xml", "text/xml") for name in ("content", "styles", "meta"))]
    entries += [(name, pictures.mimes[name]) for name in pictures.files]
    lines = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{mime}"/>' for path, mime in entries
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return f'{HEAD}<manifest:manifest xmlns:manifest="{space}" manifest:version="1.2">{lines}</manifest:manifest>'


def meta(paper: Paper) -> str:
    """The facts about the file."""
    at = f"<meta:creation-date>{paper.at:%Y-%m-%dT%H:%M:%S}</meta:creation-date>" if paper.at else ""
    return HEAD + META.format(
        title=escape(one_line(paper.title)), language=escape(one_line(paper.language)), at=at, spaces=NAMESPACES
    )


def block_xml(block: Block, pictures: Pictures) -> str:
    """One block."""
    match block:
        case Heading():
            return heading(block)
        case Paragraph():
            return paragraph(block.runs, ROLES.get(block.role, "Text"))
        case ListBlock():
            return list_xml(block)
        case TableBlock():
            return table(block)
        case PictureBlock():
            return pictures.xml(block) or paragraph(plain(block.alt), "Small")
        case RuleBlock():
            return paragraph((), "Rule")
        case Sources():
            return sources(block)


def heading(block: Heading) -> str:
    """A heading with its level; nothing for one without words."""
    level = min(max(block.level, 1), 6)
    text = escape(one_line(block.text))
    return f'<text:h text:style-name="Heading_{level}" text:outline-level="{level}">{text}</text:h>' if text else ""


def paragraph(runs: Runs, style: str) -> str:
    """A paragraph of that style."""
    return f'<text:p text:style-name="{style}">{runs_xml(runs)}</text:p>'


def table(block: TableBlock) -> str:
    """A table whose header repeats on every page."""
    columns = len(block.header)
    if not columns:
        return ""
    widths = [round(width) for width in column_widths(block.header, block.rows, TEXT_WIDTH_MM, 12)]
    places = "".join(f'<table:table-column table:style-name="Column{width}"/>' for width in widths)
    head, rows = row(block.header, columns, "Cell_Head"), "".join(row(cells, columns) for cells in block.rows)
    return (
        f'<table:table table:style-name="Table">{places}'
        f"<table:table-header-rows>{head}</table:table-header-rows>{rows}</table:table>{paragraph((), 'Small')}"
    )


def row(cells: tuple[Runs, ...], columns: int, style: str = "Cell_Text") -> str:
    """One row; short rows are filled up."""
    filled = (*cells[:columns], *[()] * (columns - len(cells)))
    made = "".join(
        f'<table:table-cell table:style-name="Cell" office:value-type="string">{paragraph(cell, style)}'
        "</table:table-cell>"
        for cell in filled
    )
    return f"<table:table-row>{made}</table:table-row>"


def sources(block: Sources) -> str:
    """The sources, each with a mark that its citations lead to."""
    lines = []
    for source in block.sources:
        behind = (Run(" "), Run(clean(source.link), link=source.link)) if source.link and block.spelled else ()
        link = "" if block.spelled else source.link
        words = runs_xml((Run(f"[{source.number}] "), Run(source.text, link=link), *behind))
        mark = attribute(f"source{source.number}")
        lines.append(f'<text:p text:style-name="Source"><text:bookmark text:name={mark}/>{words}</text:p>')
    return "".join(lines)
