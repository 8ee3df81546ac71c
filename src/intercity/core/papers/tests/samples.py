"""Papers to write, and reading what was written."""

from __future__ import annotations

import io
import re
import zipfile

import pypdfium2
from defusedxml.ElementTree import fromstring
from docx import Document
from PIL import Image

from intercity.core.papers.marked import from_markdown
from intercity.core.papers.structure import Heading, Paper, Paragraph, PictureBlock, Source, Sources, cited

TEXT = {
    "en": "# Cities\n\n**Bold** *and* a [link](https://nice.fr/a?b=1&c=2).\n\n- one\n  1. inner\n- two\n\n"
    "| City | What |\n| --- | --- |\n| Nice | Shade |\n\n> said\n\n```\na  b\n```\n\n---\n",
    "fr": "# L’eau\n\nŒuvre, naïveté, « été » : l’accès.\n\n1. première\n2. deuxième\n",
    "bg": "# Вода\n\nДостъп до **жилища** и *услуги*: „София“ — Пловдив.\n\n| Град | Мярка |\n| --- | --- |\n"
    "| София | Вода |\n",
}


def png() -> bytes:
    """A small blue picture."""
    out = io.BytesIO()
    Image.new("RGB", (300, 90), "#0b5cad").save(out, "PNG")
    return out.getvalue()


def sample(language: str = "en") -> Paper:
    """A paper with every block."""
    end = (
        Paragraph(cited("Nice opened twelve centres.", 1, 7)),
        PictureBlock(png(), "A blue field"),
        PictureBlock(b"none", "Broken picture"),
        Heading(2, "Sources"),
        Sources((Source(1, "City of Nice", "https://example.org/posts/1"),)),
    )
    return Paper("Urban resilience", language, "TLP:AMBER", "Made for the mayors", from_markdown(TEXT[language]) + end)


def letters(text: str) -> str:
    """Letters and digits alone: lines break elsewhere in each format."""
    return re.sub(r"[\W_]", "", text.replace("\ufffe", ""))


def pdf_text(data: bytes) -> str:
    """All words of a PDF file."""
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def docx_text(data: bytes) -> str:
    """All words of a DOCX file's body."""
    return "".join(Document(io.BytesIO(data)).element.body.itertext())


def odt_text(data: bytes) -> str:
    """All words of an ODT file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(fromstring(archive.read("content.xml")).itertext())


READERS = {"pdf": pdf_text, "docx": docx_text, "odt": odt_text, "md": bytes.decode}
