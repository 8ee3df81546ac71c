"""Decide what a file is by its content; its name and what the browser says count for nothing."""

from __future__ import annotations

import os

from django.utils.translation import gettext as _

from intercity.posts.uploads.office import office_type
from intercity.posts.uploads.types import PDF, REFUSED, BadFileError, FileType, Readable

HEAD = 16
TAIL = 2048
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")

DOCUMENTS = (b"%PDF-", b"PK\x03\x04")


def is_picture(head: bytes) -> bool:
    """Whether the first bytes are those of a JPEG, PNG, GIF or WebP picture."""
    return head.startswith(PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def is_document(head: bytes) -> bool:
    """Whether a PDF or an office file may begin so."""
    return head.startswith(DOCUMENTS)


def read_head(file: Readable) -> bytes:
    """The first bytes; BadFileError for an empty file."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise BadFileError(_("This file is empty. Choose it again."))
    return head


def document_type(file: Readable, head: bytes) -> FileType:
    """The type of a PDF or office file; BadFileError for everything else."""
    if head.startswith(b"%PDF-") and b"%%EOF" in read_tail(file):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return office_type(file)
    raise BadFileError(REFUSED)


def read_tail(file: Readable) -> bytes:
    """The last bytes."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL))
    return file.read()
