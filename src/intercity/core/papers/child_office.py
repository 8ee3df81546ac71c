"""The text of office files; only ever called in a process of its own.

All of them are zip archives of XML. What is read is bounded by what comes out of the archive, whatever it says about
its sizes, and nothing is kept but words.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.sax.handler import ContentHandler

from defusedxml.sax import make_parser

MOST_UNPACKED = 100 * 1024**2
PIECE = 64 * 1024
# Which members hold what is read on paper or screen.
MEMBERS = {
    "wordprocessingml": re.compile(r"word/(?:document|footnotes|endnotes)\.xml"),
    "presentationml": re.compile(r"ppt/(?:slides|notesSlides)/\w+\.xml"),
    "spreadsheetml": re.compile(r"xl/sharedStrings\.xml"),
    "opendocument": re.compile(r"content\.xml"),
}
# After these a word ends.
LINES = {"p", "h", "br", "cr", "line-break", "si", "tr"}
ENDS = LINES | {"tab", "s", "tc", "table-cell"}
# What somebody deleted and the program remembers is nobody's to find.
FORGOTTEN = {"tracked-changes", "del", "delText"}


class LockedError(Exception):
    """The file opens with a password only."""


class Words(ContentHandler):
    """Collects the words of one member, with an end after each paragraph and cell."""

    def __init__(self, only: str) -> None:
        """Of elements called `only`, if that is said."""
        super().__init__()
        self.only = only
        self.parts: list[str] = []
        self.inside = 0
        self.forgotten = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802  the name that SAX gives it
        """An element begins."""
        local = name.rpartition(":")[2]
        self.inside += local == self.only
        self.forgotten += local in FORGOTTEN

    def endElement(self, name: str) -> None:  # noqa: N802
        """An element ends."""
        local = name.rpartition(":")[2]
        self.inside -= local == self.only
        self.forgotten -= local in FORGOTTEN
        if local in ENDS:
            self.parts.append("\n" if local in LINES else " ")

    def characters(self, content: str) -> None:
        """Some letters."""
        if not self.forgotten and (self.inside or not self.only):
            self.parts.append(content)


def office_text(path: str, mime: str, most: int) -> str:
    """Up to `most` characters of a file; LockedError where it needs a password."""
    if mime == "text/plain":
        with open(path, "rb") as plain:
            return plain.read(4 * most).decode("utf-8", "replace")[:most]
    parts, length = list[str](), 0
    with zipfile.ZipFile(path) as archive:
        check_open(archive)
        for piece in pieces(archive, mime):
            parts.append(piece)
            length += len(piece)
            if length >= most:
                break
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+", " ", "".join(parts)))[:most]


def check_open(archive: zipfile.ZipFile) -> None:
    """Refuse what is encrypted: an OpenDocument file says so in its list."""
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as listing:
            if b"encryption-data" in listing.read(1024**2):
                raise LockedError
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise LockedError


def pieces(archive: zipfile.ZipFile, mime: str) -> Iterator[str]:
    """The words of all members that hold some; the rest is left when too much comes out."""
    pattern = next(pattern for name, pattern in MEMBERS.items() if name in mime)
    only, left = "" if "opendocument" in mime else "t", MOST_UNPACKED
    for name in sorted(filter(pattern.fullmatch, archive.namelist()), key=place):
        handler, parser = Words(only), make_parser()
        parser.setContentHandler(handler)
        with archive.open(name) as stream:
            while left > 0 and (piece := stream.read(PIECE)):
                left -= len(piece)
                parser.feed(piece)
                yield "".join(handler.parts)
                handler.parts.clear()
        yield "\n"


def place(name: str) -> tuple[int, str]:
    """The order of members: by their numbers."""
    return int((re.findall(r"\d+", name) or ["0"])[0]), name
