"""How ODT files look: styles, page, label and page number."""

from __future__ import annotations

import re

from intercity.core.papers.cleaning import one_line
from intercity.core.papers.odt_words import attribute, text_xml
from intercity.core.papers.structure import Paper

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}
NAMESPACES = " ".join(f'xmlns:{name}="{address}"' for name, address in _SPACES.items())
META = (
    '<office:document-meta {spaces} office:version="1.2"><office:meta><meta:generator>Intercity</meta:generator>'
    "<dc:title>{title}</dc:title><dc:language>{language}</dc:language>{at}</office:meta></office:document-meta>"
)
DOTS = "•◦▪"
COLUMN = re.compile(r'table:style-name="Column(\d+)"')


SIZES = re.compile(r'(fo:(?:font-size|margin-top|margin-bottom)=")([\d.]+)')


def styles_xml(paper: Paper) -> str:
    """Everything that looks, and the page with its edges."""
    label = text_xml(one_line(paper.label_line))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles {NAMESPACES} office:version="1.2">'
        '<office:font-face-decls><style:font-face style:name="Sans" svg:font-family="Arial, Liberation Sans, '
        'DejaVu Sans"/></office:font-face-decls>'
        f"<office:styles>{defaults(paper)}{scaled(PARAGRAPHS, paper.scale)}{WORDS}{list_styles()}</office:styles>"
        f"<office:automatic-styles>{PAGE}</office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Standard" style:page-layout-name="Page">'
        f'<style:header><text:p text:style-name="Header">{label}</text:p></style:header>'
        f'<style:footer><text:p text:style-name="Footer">{label}<text:tab/><text:page-number/> / <text:page-count/>'
        "</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>"
    )


def scaled(styles: str, scale: float) -> str:
    """The same styles with letters and gaps by a factor; the place of the page's number stays."""
    return SIZES.sub(lambda found: f"{found[1]}{float(found[2]) * scale:g}", styles) if scale != 1 else styles


def defaults(paper: Paper) -> str:
    """Typeface and language of everything."""
    language, _, country = one_line(paper.language).partition("-")
    return (
        '<style:default-style style:family="paragraph"><style:text-properties style:font-name="Sans" '
        f'fo:font-size="{10.5 * paper.scale:g}pt" fo:language={attribute(language or "none")} '
        f"fo:country={attribute(country or 'none')}/>"
        "</style:default-style>"
    )


def paragraph_style(name: str, place: str = "", look: str = "", follows: str = "") -> str:
    """A style of paragraphs: where it stands, and what its letters look like."""
    outline = f' style:default-outline-level="{name[-1]}"' if name.startswith("Heading_") else ""
    parent = f' style:parent-style-name="{follows}"' if follows else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph"{outline}{parent}>'
        f"<style:paragraph-properties {place}/><style:text-properties {look}/></style:style>"
    )


def heading_style(level: int, size: float) -> str:
    """A heading, which never stands alone at the foot of a page."""
    return paragraph_style(
        f"Heading_{level}",
        'fo:margin-top="5mm" fo:margin-bottom="1.5mm" fo:keep-with-next="always"',
        f'fo:font-size="{size}pt" fo:font-weight="bold"',
    )


def word_style(name: str, look: str) -> str:
    """A style of words."""
    return f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'


def list_styles() -> str:
    """Dots and numbers, on nine levels."""
    dots, numbers = "", ""
    for level in range(1, 10):
        place = (
            '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
            f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:margin-left="{6 * level}mm" '
            'fo:text-indent="-6mm"/></style:list-level-properties>'
        )
        dots += (
            f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="{DOTS[(level - 1) % 3]}">{place}'
            "</text:list-level-style-bullet>"
        )
        numbers += (
            f'<text:list-level-style-number text:level="{level}" style:num-format="1" style:num-suffix=".">{place}'
            "</text:list-level-style-number>"
        )
    return (
        f'<text:list-style style:name="Dots">{dots}</text:list-style>'
        f'<text:list-style style:name="Numbers">{numbers}</text:list-style>'
    )


def tables_xml(body: str) -> str:
    """The looks of tables, with every width of columns that `body` asks for."""
    widths = sorted({int(width) for width in COLUMN.findall(body)})
    return TABLES + "".join(
        f'<style:style style:name="Column{width}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width}mm"/></style:style>'
        for width in widths
    )


PARAGRAPHS = (
    paragraph_style("Title", 'fo:margin-bottom="2mm"', 'fo:font-size="20pt" fo:font-weight="bold"')
    + "".join(heading_style(level, size) for level, size in enumerate((15, 12.5, 11, 10.5, 10.5, 10.5), 1))
    + paragraph_style("Text", 'fo:margin-bottom="2.5mm" fo:line-height="125%"')
    + paragraph_style("Point", 'fo:margin-bottom="1mm" fo:line-height="125%"')
    + paragraph_style("Quote", 'fo:margin-left="6mm" fo:margin-bottom="2.5mm" fo:line-height="125%"')
    + paragraph_style("Code", 'fo:margin-left="6mm" fo:margin-bottom="2.5mm"', 'fo:font-size="9pt"')
    + paragraph_style("Small", 'fo:margin-bottom="3mm"', 'fo:font-size="9pt" fo:color="#5a606c"')
    + paragraph_style("Source", 'fo:margin-bottom="1mm"', 'fo:font-size="9pt"')
    + paragraph_style("Cell_Text", "", 'fo:font-size="9.5pt"')
    + paragraph_style("Cell_Head", "", 'fo:font-size="9.5pt" fo:font-weight="bold"')
    + paragraph_style("Rule", 'fo:margin-bottom="4mm" fo:border-bottom="0.5pt solid #bec4ce"', 'fo:font-size="4pt"')
    + paragraph_style("Header", 'fo:text-align="end"', 'fo:font-size="8pt" fo:font-weight="bold"')
    + '<style:style style:name="Footer" style:family="paragraph"><style:paragraph-properties><style:tab-stops>'
    '<style:tab-stop style:position="166mm" style:type="right"/></style:tab-stops></style:paragraph-properties>'
    '<style:text-properties fo:font-size="8pt"/></style:style>'
)
# Office programs look for these beside the text, not among the styles.
TABLES = (
    '<style:style style:name="Table" style:family="table"><style:table-properties style:width="166mm" '
    'table:align="left"/></style:style>'
    '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:padding="1.2mm" '
    'fo:border-bottom="0.5pt solid #bec4ce"/></style:style>'
)
WORDS = (
    word_style("Bold", 'fo:font-weight="bold"')
    + word_style("Italic", 'fo:font-style="italic"')
    + word_style("Strike", 'style:text-line-through-style="solid"')
    + word_style("Mono", 'fo:font-family="Liberation Mono, Courier New"')
    + word_style("Link", 'fo:color="#004890" style:text-underline-style="solid"')
    + word_style("Cite", 'fo:color="#004890" style:text-position="super 65%"')
)
PAGE = (
    '<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="210mm" '
    'fo:page-height="297mm" fo:margin="22mm" fo:margin-top="12mm" fo:margin-bottom="12mm"/>'
    '<style:header-style><style:header-footer-properties fo:min-height="8mm" fo:margin-bottom="4mm"/>'
    '</style:header-style><style:footer-style><style:header-footer-properties fo:min-height="8mm" '
    'fo:margin-top="4mm"/></style:footer-style></style:page-layout>'
)
