"""Uploaded files that name a person."""

from __future__ import annotations

import io
import logging
import os
import zlib
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Final
from zipfile import ZipFile, ZipInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from intercity.posts.models import Attachment, AttachmentText
from intercity.posts.uploads.storing import write
from intercity.posts.uploads.types import TEXT
from intercity.privacy.traces import Traces, found_in_bytes

logger = logging.getLogger("intercity.privacy")

BEGIN, END = b"stream", b"endstream"
# Of what one file packs so much is read: more would hold the worker, and letters of a page are few.
MOST_UNPACKED: Final = 50_000_000
# So much is searched at a time; what names somebody across two pieces stands in the second's beginning.
PIECE, OVERLAP = 1_000_000, 4_000


def take_out_of_files(traces: Traces) -> Iterator[None]:
    """Put a sentence in place of each file that names the person; gives control back after each piece.

    It goes by what lies in the folder, not by the rows: a file that a killed process left is found too.
    """
    root = Path(settings.MEDIA_ROOT)
    for folder, _folders, names in os.walk(root):
        for path in (Path(folder) / name for name in names):
            if path.is_file() and (yield from names_in(traces, path)):
                take_away(path, path.relative_to(root).as_posix())
            yield


def take_out_of_texts(traces: Traces) -> Iterator[None]:
    """Put a sentence in place of each file whose text was read and names the person; gives control back after each.

    A reader of files finds words that the bytes hide: fonts of PDFs number their letters as they like.
    """
    for key in list(AttachmentText.objects.exclude(text="").order_by("pk").values_list("pk", flat=True)):
        found = AttachmentText.objects.select_related("attachment").filter(pk=key).first()
        if found is not None and traces.found(found.text):
            take_away(Path(settings.MEDIA_ROOT) / found.attachment.path, found.attachment.path)
        yield


def names_in(traces: Traces, path: Path) -> Generator[None, None, bool]:
    """Whether a file names the person, in what it packs too. Text drawn as a picture is not read."""
    for part in contents(path):
        for start in range(0, len(part), PIECE):
            if found_in_bytes(traces, part[start : start + PIECE + OVERLAP]):
                return True
            yield
    return False


def contents(path: Path) -> Iterator[bytes]:
    """The bytes, and what they pack: the parts of office files, the streams of PDFs. What cannot be read is left."""
    with path.open("rb") as opened:
        if not opened.read(4).startswith((b"%PDF", b"PK")):
            yield from pieces(opened)
            return
    data = path.read_bytes()
    yield data
    left = MOST_UNPACKED
    for unpack in packed(data, path):
        try:
            part = unpack(left)
        except Exception:
            # Anybody may have made the file: it may be damaged or locked in more ways than one can list.
            logger.warning("%s: a part cannot be read", path.name)
            continue
        left -= len(part)
        yield part
        if left <= 0:
            logger.warning("%s: packs too much, and was read in part", path.name)
            return


def pieces(opened: IO[bytes]) -> Iterator[bytes]:
    """A file that packs nothing, in pieces that overlap: a recording is larger than the memory may be."""
    for start in range(0, opened.seek(0, os.SEEK_END), PIECE):
        opened.seek(start)
        yield opened.read(PIECE + OVERLAP)


def packed(data: bytes, path: Path) -> Iterator[Callable[[int], bytes]]:
    """What unpacks each part of a file, up to so many bytes."""
    if data.startswith(b"%PDF"):
        yield from (partial(zlib.decompressobj().decompress, stream) for stream in streams(data))
    if not data.startswith(b"PK"):
        return
    try:
        archive = ZipFile(io.BytesIO(data))
    except Exception:
        logger.warning("%s: cannot be unpacked", path.name)
        return
    with archive:
        yield from (partial(unzip, archive, part) for part in archive.infolist())


def unzip(archive: ZipFile, part: ZipInfo, most: int) -> bytes:
    """One part of an archive; whatever it says about its size."""
    with archive.open(part) as opened:
        return opened.read(most)


def streams(data: bytes) -> Iterator[bytes]:
    """What stands between the words of a PDF that say so."""
    begin = data.find(BEGIN)
    while begin >= 0:
        end = data.find(END, begin)
        if end < 0:
            return
        yield data[begin + len(BEGIN) : end].removeprefix(b"\r").removeprefix(b"\n")
        begin = data.find(BEGIN, end + len(END))


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
    # After the path: whoever is reading the old file keeps nothing of it from now on.
    read = AttachmentText.objects.filter(attachment=attachment.pk)
    # Before the row that names it: whoever is killed in between finds it again.
    for picture in read.exclude(picture="").values_list("picture", flat=True):
        (Path(settings.MEDIA_ROOT) / picture).unlink(missing_ok=True)
    read.delete()
