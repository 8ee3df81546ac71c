"""Keep uploaded files under names nobody can guess, and say in the database what they are."""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.organisations.models import Person
from intercity.posts.models import Attachment
from intercity.posts.uploads.forgetting import forget
from intercity.posts.uploads.pictures import redraw
from intercity.posts.uploads.recordings import recording_type
from intercity.posts.uploads.sniffing import document_type, is_document, is_picture, read_head
from intercity.posts.uploads.texts import is_called_text, utf8
from intercity.posts.uploads.types import TEXT, BadFileError, FileType, Readable

LONGEST_NAME = 100


def store(upload: UploadedFile, person: Person, description: str = "", *, recordings: bool = False) -> Attachment:
    """Check `upload`, keep it and give its (still unpublished) row; BadFileError says why it is not taken.

    Films and sound are taken only where `recordings` says so.
    """
    file = upload.file
    assert file is not None
    head = read_head(file)
    content: Readable
    recording = recording_type(file) if recordings and settings.RECORDING_LIMIT else None
    check_size(upload, settings.RECORDING_LIMIT if recording else settings.ATTACHMENT_LIMIT)
    if recording:
        kind, content = recording, file
    elif is_picture(head):
        kind, drawn = redraw(file)
        content = io.BytesIO(drawn)
    elif is_called_text(upload.name or "") and not is_document(head):
        kind, content = TEXT, io.BytesIO(utf8(file))
    else:
        kind, content = document_type(file, head), file
    path, size = write(content, kind)
    return Attachment.objects.create(
        uploaded_by=person, name=clean_name(upload.name or "", kind.ending), mime=kind.mime, size=size, path=path,
        description=one_sentence(description),
    )  # fmt: skip


def check_size(upload: UploadedFile, limit: int) -> None:
    """Refuse what is larger than such a file may be."""
    if (upload.size or 0) > limit:
        most = filesizeformat(limit)
        raise BadFileError(_("This file is too large. A file may have up to %(most)s.") % {"most": most})


def one_sentence(text: str) -> str:
    """A description on one line, without characters that cannot be printed."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]


def clean_name(name: str, ending: str) -> str:
    """A name for people: letters, digits and a few signs of any script, with the ending that fits the content."""
    stem = re.sub(r"[\\/]", " ", name).strip().rpartition(".")[0] or name
    kept = "".join(char if char.isalnum() or char in "-_.,()+ " else " " for char in stem)
    words = " ".join(kept.split()).strip(".- ")
    return f"{words[:LONGEST_NAME] or 'file'}.{ending}"


def write(content: Readable, kind: FileType) -> tuple[str, int]:
    """Write a file whole or not at all; gives its path beneath the folder of files, and its size."""
    path = f"{timezone.now():%Y/%m/%d}/{secrets.token_hex(16)}.{kind.ending}"
    place = Path(settings.MEDIA_ROOT) / path
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(".part")
    content.seek(0)
    with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640), "w+b") as out:
        shutil.copyfileobj(content, out, 256 * 1024)
        forget(out, kind)
        out.flush()
        # The post that names this file is acknowledged next: the file must survive a power cut as well.
        os.fsync(out.fileno())
    fresh.rename(place)
    return path, place.stat().st_size
