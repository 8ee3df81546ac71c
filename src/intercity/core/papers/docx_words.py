"""Running text in DOCX files: looks, links outside, and citations that lead to their source."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from docx.text.run import Run as WordRun

from intercity.core.papers.cleaning import address, clean
from intercity.core.papers.structure import Paper, Run, Runs, Sources

BLUE = RGBColor(0x00, 0x48, 0x90)


def element(tag: str, /, **attributes: str) -> Any:
    """An element of the word-processing namespace with attributes of it."""
    made: Any = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def bookmark(paragraph: Any, number: int) -> None:
    """Put the mark of a source into a paragraph."""
    paragraph.append(element("w:bookmarkStart", id=str(number), name=f"source{number}"))
    paragraph.append(element("w:bookmarkEnd", id=str(number)))


class Words:
    """Writes runs into the paragraphs of one document."""

    def __init__(self, document: Any, paper: Paper) -> None:
        """Note which sources there are: a citation of none leads nowhere."""
        self.document = document
        self.numbers = {s.number for block in paper.blocks if isinstance(block, Sources) for s in block.sources}
        self.styles: dict[str, str] = {}
        self.links: dict[str, str] = {}

    def style(self, name: str) -> str:
        """The identifier of a style; looking it up costs more than writing a paragraph."""
        if name not in self.styles:
            self.styles[name] = self.document.styles[name].style_id
        return self.styles[name]

    def write(self, paragraph: Any, runs: Runs, bold: bool = False) -> None:
        """Append `runs` to the element of a paragraph."""
        for run in runs:
            words = self.run(run, bold)
            paragraph.append(self.leading(run, words))

    def leading(self, run: Run, words: Any) -> Any:
        """The words, within a link where they lead somewhere."""
        link = address(run.link)
        if link:
            found = element("w:hyperlink", history="1")
            found.set(qn("r:id"), self.relation(link))
        elif run.cite in self.numbers:
            found = element("w:hyperlink", anchor=f"source{run.cite}", history="1")
        else:
            return words
        found.append(words)
        return found

    def relation(self, link: str) -> str:
        """The name of an address within the file."""
        if link not in self.links:
            self.links[link] = self.document.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return self.links[link]

    def run(self, run: Run, bold: bool = False) -> Any:
        """The element of words that look alike."""
        made: Any = OxmlElement("w:r")
        words = WordRun(made, self.document)
        words.text = clean(run.text)
        for name, wanted in (("bold", run.bold or bold), ("italic", run.italic)):
            if wanted:
                setattr(words, name, True)
        if run.strike:
            words.font.strike = True
        if run.code:
            words.font.name = "Courier New"
        if address(run.link):
            words.font.underline, words.font.color.rgb = True, BLUE
        if run.cite:
            words.font.superscript = True
        return made
