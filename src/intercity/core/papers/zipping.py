"""Zip archives that are the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def zipped(members: Iterable[tuple[str, bytes]], stored: tuple[str, ...] = ()) -> bytes:
    """An archive of `members` in that order; those named in `stored` are not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def zipped_again(archive: bytes) -> bytes:
    """The same archive without the times at which it was written."""
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        return zipped([(name, read.read(name)) for name in read.namelist()])
