"""What may be uploaded, and how a file that may not is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _


class BadFileError(ValueError):
    """A file that is not taken; its text says why and what to do."""


@dataclass(frozen=True)
class FileType:
    """A type of file: what it is called on the wire, and how its names end."""

    mime: str
    ending: str


JPEG = FileType("image/jpeg", "jpg")
PNG = FileType("image/png", "png")
WEBP = FileType("image/webp", "webp")
PDF = FileType("application/pdf", "pdf")
TEXT = FileType("text/plain", "txt")
MP4 = FileType("video/mp4", "mp4")
M4A = FileType("audio/mp4", "m4a")
WEBM = FileType("video/webm", "webm")
WEBA = FileType("audio/webm", "weba")
OGV = FileType("video/ogg", "ogv")
OGG = FileType("audio/ogg", "ogg")
MP3 = FileType("audio/mpeg", "mp3")

REFUSED = _(
    "This file cannot be used. Choose a picture, a PDF, an office file without macros (DOCX, XLSX, ODT, …) or plain "
    "text (TXT)."
)

Readable = IO[bytes]
