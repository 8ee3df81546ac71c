"""Files that are not what they say, or do something when they are opened."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

from intercity.posts.tests.files import OOXML_MAIN, PDF, docx, huge_png, odt
from tests.tricks.corpus import RUN

SCRIPT = f"<script>{RUN}</script>".encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive of these."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def picture(kind: str, behind: bytes = b"") -> bytes:
    """A small picture, with something behind its end."""
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(made, kind)
    return made.getvalue() + behind


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
ACTING = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n%%EOF"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'

FILES: dict[str, tuple[str, str, bytes]] = {
    "page as picture": ("plan.png", "image/png", b"<!DOCTYPE html>" + SCRIPT),
    "page as page": ("plan.html", "text/html", b"<!DOCTYPE html>" + SCRIPT),
    "page as text": ("plan.txt", "text/plain", b"<!DOCTYPE html>" + SCRIPT),
    "drawing with a script": ("plan.svg", "image/svg+xml", DRAWING),
    "picture and page": ("plan.gif", "image/gif", picture("GIF", SCRIPT)),
    "picture and archive": ("plan.jpg", "image/jpeg", picture("JPEG", zipped({"a.html": SCRIPT}))),
    "document with a script": ("plan.pdf", "application/pdf", ACTING),
    "document and page": ("plan.pdf", "text/html", b"%PDF-1.7\n" + SCRIPT),
    "archive that grows": ("plan.docx", OFFICE, docx(word__media__zeros=b"\0" * 30_000_000)),
    "archive that climbs": ("plan.docx", OFFICE, docx(OOXML_MAIN, **{"..__..__tmp__zqclimbed": b"x"})),
    "office with a program": ("plan.docm", OFFICE, docx(word__vbaProject=b"x")),
    "office with a program, renamed": ("plan.docx", OFFICE, docx(word__vbaProject=b"x")),
    "office with entities": ("plan.docx", OFFICE, docx(OOXML_MAIN, **{"word__document.xml": ENTITIES})),
    "half an archive": ("plan.xlsx", OFFICE, docx()[:60]),
    "name with a path": ("../../static/plan.pdf", "application/pdf", PDF),
    "name with another path": ("..\\..\\plan.pdf", "application/pdf", PDF),
    "name with a line": ("plan\r\nX-Trick: 1.pdf", "application/pdf", PDF),
    "name that turns": ("plan\u202efdp.html", "application/pdf", PDF),
    "name with markup": ("<img src=x onerror=zqrun(1)>.pdf", "application/pdf", PDF),
    "name with nothing in it": ("a\0b.pdf", "application/pdf", PDF),
    "name without an end": ("n" * 300 + ".pdf", "application/pdf", PDF),
    "name of nothing": (".", "application/pdf", PDF),
    "no name": ("", "application/pdf", PDF),
    "type with a line": ("plan.pdf", "application/pdf\r\nX-Trick: 1", PDF),
    "type of a page": ("plan.html", "text/html", PDF),
    "good office file": ("=1+1.docx", OFFICE, docx()),
    "office file as a page": ("plan.html", "text/html", odt()),
    "office with another's program": ("plan.docx", OFFICE, docx(word__activeX__x=b"x")),
    "picture of the sky": ("plan.png", "image/png", huge_png()),
    "words that scanners know": ("plan.com", "application/octet-stream", b"EICAR-LIKE-BUT-HARMLESS-TEST-TEXT"),
    "program": ("plan.exe", "application/pdf", b"MZ\x90\0" + b"\0" * 99 + PDF),
    "nothing": ("plan.txt", "text/plain", b""),
    "no text": ("plan.csv", "text/csv", b"\xff\xfe\x00\xd8;=1+1\r\n"),
    "sheet with formulas": ("plan.csv", "text/csv", b"city,link\n=1+1,=HYPERLINK(\"https://evil.example\")\n"),
}  # fmt: skip
# Those that are what one may upload, whatever else they are; all others are refused.
TAKEN = {
    "picture and page", "picture and archive", "document with a script", "office with entities", "name with a path",
    "name with another path", "name with a line", "name that turns", "name with markup", "name with nothing in it",
    "name without an end", "type with a line", "type of a page", "good office file", "office file as a page",
}  # fmt: skip
