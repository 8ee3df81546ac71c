"""Files as people bring them, good and bad."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

OOXML_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    """A picture, red on the left."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def telling_picture() -> bytes:
    """A JPEG that says where it was taken, by whom, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "SECRET PHOTOGRAPHER"
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 42.0, 0.0)})
    return picture(exif=exif.tobytes(), comment=b"SECRET COMMENT")


def archive(members: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(main: str = OOXML_MAIN, **more: bytes) -> bytes:
    """A small word-processor file; `more` adds members (double underscore for a slash)."""
    listing = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    members = {name.replace("__", "/"): content for name, content in more.items()}
    return archive({"[Content_Types].xml": listing, "word/document.xml": "<w/>", **members})


def odt() -> bytes:
    """A small OpenDocument text."""
    mime = "application/vnd.oasis.opendocument.text"
    return archive({"mimetype": mime, "content.xml": "<x/>"}, stored=("mimetype",))


def huge_png() -> bytes:
    """A PNG of a few bytes that claims 60,000 × 60,000 pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


BAD = {
    "empty.pdf": b"",
    "program.pdf": b"MZ\x90\x00" + b"\0" * 200,
    "page.jpg": b"<html><script>alert(1)</script></html>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "broken.jpg": picture()[:200],
    "head-only.gif": b"GIF89a<script>alert(1)</script>",
    "cut.pdf": PDF[:20],
    "macros.docx": docx(word__vbaProject=b"x"),
    "macros-by-name.docx": docx(MACRO_MAIN),
    "basic.odt": archive({"mimetype": "application/vnd.oasis.opendocument.text", "Basic/script.xml": "x"}),
    "plain.zip": archive({"a.txt": "a"}),
    "climbs.docx": docx(**{"..__..__etc__x": b"x"}),
    "bomb.docx": docx(word__media=b"\0" * 60_000_000),
    "cut.docx": docx()[:-40],
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "huge.png": huge_png(),
    "page.txt": b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>",
    "program.txt": b"MZ\x90\x00" + b"\0" * 200,
    "half.txt": b"\xff\xfea",
    "blank.txt": b" \n",
    "unsaid": b"Only words",
}
GOOD = {
    "photo.jpg": (picture(), "image/jpeg", "photo.jpg"),
    "photo.png": (picture("PNG"), "image/png", "photo.png"),
    "photo.webp": (picture("WEBP"), "image/webp", "photo.webp"),
    "moving.gif": (picture("GIF"), "image/png", "moving.png"),
    "wrong-name.exe": (picture(), "image/jpeg", "wrong-name.jpg"),
    "rules.pdf": (PDF, "application/pdf", "rules.pdf"),
    "plan.docx": (
        docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "plan.docx",
    ),
    "plan.odt": (odt(), "application/vnd.oasis.opendocument.text", "plan.odt"),
    "notes.txt": ("Tréès\r\n<b>".encode(), "text/plain", "notes.txt"),
    "rules.txt": (PDF, "application/pdf", "rules.pdf"),
    "../../План № 1.pdf": (PDF, "application/pdf", "План 1.pdf"),
}  # fmt: skip
