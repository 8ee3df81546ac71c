"""From a path to a stream of plain bytes: gzip and zip are opened, bombs and foreign formats refused."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.utils.translation import gettext as _

from intercity.core.tables import limits
from intercity.core.tables.errors import ReadError

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "old Excel (.xls) or Word"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"RDX2", "R data"),
    (b"RDX3", "R data"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)


@dataclass(frozen=True)
class Source:
    """An opened file: either a stream of the table's bytes, or a workbook that wants the whole file."""

    stream: IO[bytes]
    is_workbook: bool = False


class BoundedReader(io.RawIOBase):
    """Reads at most `most` bytes, as well packed as `limits` allow, and turns damage into a `ReadError`."""

    def __init__(self, inner: IO[bytes], packed_size: int, most: int) -> None:
        super().__init__()
        self._inner = inner
        self._most = most
        self._packed_size = max(packed_size, 1)
        self._total = 0

    def readable(self) -> bool:
        """Return True: this is an input."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; raise ReadError when the limits are passed or the packing is damaged."""
        try:
            data = self._inner.read(len(buffer))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise damaged() from error
        self._total += len(data)
        check_size(self._total, self._packed_size, self._most)
        buffer[: len(data)] = data
        return len(data)


def check_size(size: int, packed_size: int, limit: int = limits.MAX_BYTES) -> None:
    """Raise ReadError when `size` unpacked bytes are too many, alone or for `packed_size` bytes."""
    is_bomb = size > limits.RATIO_MATTERS_FROM and size > packed_size * limits.MAX_RATIO
    if size > limit or is_bomb:
        raise ReadError(
            _("The file unpacks to more than %(size)d MB, which is not a table we can trust. Split it.")
            % {"size": min(size, limit) // 1024**2}
        )


def damaged() -> ReadError:
    """Return the error for a packed file that cannot be unpacked."""
    return ReadError(_("The file is damaged or not complete. Download or export it again."))


def tables_in(path: str | Path) -> list[str]:
    """Return the names of the tables inside a zip, or [""] for any other file.

    A workbook counts as one table, its widest sheet. Raises ReadError for a damaged zip.
    """
    with _open(path) as stream:
        if not _head(stream).startswith(_ZIP):
            return [""]
        with _zip(stream) as archive:
            return [""] if _is_workbook(archive) else _members(archive)


@contextmanager
def open_source(path: str | Path, member: str = "", most: int = limits.MAX_BYTES) -> Iterator[Source]:
    """Open `path` by what it contains, not by its name.

    `member` names the table inside a zip that holds several; `most` is how many bytes may come out.
    Raises ReadError for a missing, empty, damaged, oversized or foreign file.
    """
    size = _size(path)
    with _open(path) as stream:
        head = _head(stream)
        _refuse_foreign(head)
        if head.startswith(_GZIP):
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield Source(_bounded(cast(IO[bytes], unpacked), size, most))
        elif head.startswith(_ZIP):
            with _open_zip(stream, member, size, most) as source:
                yield source
        else:
            yield Source(_bounded(stream, limits.MAX_BYTES, most))


def _size(path: str | Path) -> int:
    try:
        size = Path(path).stat().st_size
    except OSError as error:
        raise ReadError(_("There is no file %(path)s. Check the name.") % {"path": path}) from error
    if size == 0:
        raise ReadError(_("The file is empty."))
    return size


def _open(path: str | Path) -> IO[bytes]:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise ReadError(_("The file %(path)s cannot be opened. Check the name.") % {"path": path}) from error


def _head(stream: IO[bytes]) -> bytes:
    head = stream.read(512)
    stream.seek(0)
    return head


def _bounded(stream: IO[bytes], packed_size: int, most: int) -> IO[bytes]:
    reader = io.BufferedReader(BoundedReader(stream, packed_size, most), limits.SAMPLE_BYTES)
    head = reader.peek(512)
    _refuse_foreign(head)
    if head.startswith((*_ZIP, _GZIP)):
        raise ReadError(_("This is a packed file inside a packed file. Unpack it once and import again."))
    return reader


def _refuse_foreign(head: bytes) -> None:
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            raise ReadError(_("This is a %(kind)s file. Save the table as CSV or .xlsx.") % {"kind": name})
    if head[257:262] == b"ustar":
        raise ReadError(_("This is a tar archive. Unpack it and import the tables inside."))
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"{", b"[{", b"[\n")):
        raise ReadError(_("This is a web page, XML or JSON, not a table. Download the table as CSV or .xlsx."))


@contextmanager
def _zip(stream: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged() from error
    with archive:
        if len(archive.infolist()) > limits.MAX_ZIP_MEMBERS:
            raise ReadError(_("This zip holds too many files. Unpack it and import the tables inside."))
        yield archive


def _members(archive: zipfile.ZipFile) -> list[str]:
    names = [info.filename for info in archive.infolist() if not info.is_dir()]
    return [name for name in names if not name.startswith("__MACOSX/") and not name.endswith(".DS_Store")]


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    return "xl/workbook.xml" in archive.namelist()


@contextmanager
def _open_zip(stream: IO[bytes], member: str, size: int, most: int) -> Iterator[Source]:
    with _zip(stream) as archive:
        if _is_workbook(archive):
            unpacked = sum(info.file_size for info in archive.infolist())
            check_size(unpacked, size, min(limits.MAX_WORKBOOK_BYTES, most))
            stream.seek(0)
            yield Source(stream, is_workbook=True)
            return
        name = _chosen(archive, member)
        with _open_member(archive, name) as inner:
            yield Source(_bounded(inner, max(archive.getinfo(name).compress_size, 1), most))


def _chosen(archive: zipfile.ZipFile, member: str) -> str:
    names = _members(archive)
    if "content.xml" in names and "mimetype" in names:
        raise ReadError(_("This is an OpenDocument file. Save the table as CSV or .xlsx."))
    if member in names:
        return member
    if len(names) == 1 and not member:
        return names[0]
    if not names:
        raise ReadError(_("The zip is empty."))
    raise ReadError(
        _("The zip holds several files: %(names)s. Unpack it and import the ones you want.")
        % {"names": ", ".join(names[:10])}
    )


def _open_member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    try:
        return archive.open(name)
    except RuntimeError as error:
        raise ReadError(_("The zip is locked with a password. Unpack it first.")) from error
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise damaged() from error
