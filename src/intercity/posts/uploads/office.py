"""Office files are zip archives: look inside without unpacking more than little, and refuse macros and bombs."""

from __future__ import annotations

import zipfile
import zlib

from django.utils.translation import gettext as _

from intercity.posts.uploads.types import REFUSED, BadFileError, FileType, Readable

OOXML = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    b"application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
MOST_MEMBERS = 10_000
MOST_UNPACKED = 400 * 1024 * 1024
# Real office files stay well under this; deflate alone reaches about 1,000.
MOST_RATIO = 200
MOST_LISTING = 2 * 1024 * 1024
MACRO_WORDS = ("vbaproject", "macrosheets/", "activex/", "basic/", "scripts/")


def office_type(file: Readable) -> FileType:
    """The type of the office file in a zip archive; BadFileError when it is none, holds macros or is a bomb."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            check_size(archive)
            check_macros(archive)
            return open_document(archive) or open_xml(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise BadFileError(REFUSED) from error


def check_size(archive: zipfile.ZipFile) -> None:
    """Refuse what would be far larger when unpacked."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 64 * 1024):
        raise BadFileError(_("This file would become far too large when it is opened. Save it as PDF."))


def check_macros(archive: zipfile.ZipFile) -> None:
    """Refuse what can run, or names a place outside the archive."""
    names = [name.lower().replace("\\", "/") for name in archive.namelist()]
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise BadFileError(REFUSED)
    if any(word in name for name in names for word in MACRO_WORDS):
        raise BadFileError(_("This file holds macros (small programs). Save it without macros, or as PDF."))


def open_document(archive: zipfile.ZipFile) -> FileType | None:
    """The type that an ODF file states in its first member, if it is one."""
    if archive.namelist()[:1] != ["mimetype"]:
        return None
    mime = read_member(archive, "mimetype").strip()
    ending = ODF.get(mime)
    return FileType(mime.decode(), ending) if ending else None


def open_xml(archive: zipfile.ZipFile) -> FileType:
    """The type that an OOXML file's list of contents names as its main part."""
    if "[Content_Types].xml" not in archive.namelist():
        raise BadFileError(REFUSED)
    listing = read_member(archive, "[Content_Types].xml")
    if b"macroenabled" in listing.lower():
        raise BadFileError(_("This file holds macros (small programs). Save it without macros, or as PDF."))
    for mime, ending in OOXML.items():
        if mime + b".main+xml" in listing:
            return FileType(mime.decode(), ending)
    raise BadFileError(REFUSED)


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small member's bytes."""
    if archive.getinfo(name).file_size > MOST_LISTING:
        raise BadFileError(REFUSED)
    return archive.read(name)
