"""Uploaded files that name a person."""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from intercity.posts.models import Attachment
from intercity.posts.uploads.storing import write
from intercity.posts.uploads.types import FileType
from intercity.privacy.traces import Traces, found_in_bytes

TEXT: Final = FileType("text/plain", "txt")
STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
# Of what is packed so much is read at most: a file of ours is not larger when it comes in.
MOST_UNPACKED: Final = 200_000_000


def take_out_of_files(traces: Traces) -> Iterator[None]:
    """Put a sentence in place of each file that names the person; gives control back after each file.

    It goes by what lies in the folder, not by the rows: a file that a killed process left is found too.
    """
    root = Path(settings.MEDIA_ROOT)
    for folder, _folders, names in os.walk(root):
        for path in (Path(folder) / name for name in names):
            if path.is_file() and file_names(traces, path):
                take_away(path, path.relative_to(root).as_posix())
            yield


def file_names(traces: Traces, path: Path) -> bool:
    """Whether a file names the person, in what it packs too. Text drawn as a picture is not read."""
    return any(found_in_bytes(traces, part) for part in contents(path.read_bytes()))


def contents(data: bytes) -> Iterator[bytes]:
    """The bytes, and what they pack: the parts of office files, the streams of PDFs."""
    yield data
    if data.startswith(b"PK"):
        with suppress(BadZipFile, OSError, ValueError), ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                if part.file_size <= MOST_UNPACKED:
                    yield archive.read(part)
    elif data.startswith(b"%PDF"):
        for stream in STREAM.finditer(data):
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(stream[1], MOST_UNPACKED)


def take_away(path: Path, named: str) -> None:
    """Delete a file, after its rows were given a text that says what happened."""
    for attachment in Attachment.objects.filter(path=named):
        replace(attachment)
    path.unlink(missing_ok=True)


def replace(attachment: Attachment) -> None:
    """A text in place of a file."""
    with translation.override(settings.LANGUAGE_CODE):
        said = _("This file was removed: it named a person who asked to be erased.")
    path, size = write(io.BytesIO(said.encode()), TEXT)
    fresh = {"name": "removed.txt", "description": said, "mime": TEXT.mime, "path": path, "size": size}
    Attachment.objects.filter(pk=attachment.pk, path=attachment.path).update(**fresh)
