"""Is this file a backup, and is it whole? Asked after writing and before restoring."""

from __future__ import annotations

import errno
import hashlib
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from django.utils.translation import gettext as _

from intercity.transfer.backup.errors import BackupError
from intercity.transfer.backup.manifest import NAME, Manifest, Member, read_manifest

CHUNK = 1024 * 1024
MANIFEST_LIMIT = 64 * CHUNK
# What the zip reader raises over a damaged or foreign file.
DAMAGE = (BadZipFile, zlib.error, struct.error, EOFError, LookupError, ValueError, ArithmeticError, RuntimeError)


def check_backup(path: Path) -> Manifest:
    """Read every byte of the backup at `path` and compare it with the manifest, which is given.

    Raises BackupError if it is no backup, is cut off or damaged, or from a newer format; OSError if unreadable.
    """
    with open_archive(path) as archive:
        manifest = manifest_of(archive)
        check_names(archive, manifest)
        for name, member in manifest.members.items():
            check_member(archive, name, member)
    return manifest


@contextmanager
def open_archive(path: Path) -> Iterator[ZipFile]:
    """The opened file; whatever the zip reader says about damage, inside too, becomes a BackupError."""
    try:
        with ZipFile(path) as archive:
            check_packing(archive)
            yield archive
    except DAMAGE as error:
        raise BackupError(damaged(path, error)) from error
    except OSError as error:
        # A damaged list of contents points before the file's beginning; anything else is the disk's own error.
        if error.errno != errno.EINVAL:
            raise
        raise BackupError(damaged(path, error)) from error


def damaged(path: Path, error: Exception) -> str:
    """What to say of a file that cannot be read as a backup."""
    return _("%(path)s is not a backup of Intercity, or it is cut off or damaged (%(reason)s). Use another copy.") % {
        "path": path,
        "reason": error,
    }


def check_packing(archive: ZipFile) -> None:
    """Refuse ways of packing that we never write: their readers fail in ways of their own."""
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in archive.infolist()):
        raise ValueError("it is packed in another way")


def manifest_of(archive: ZipFile) -> Manifest:
    """The manifest inside; KeyError where there is none."""
    if archive.getinfo(NAME).file_size > MANIFEST_LIMIT:
        raise ValueError("the table of contents is too long")
    return read_manifest(archive.read(NAME))


def check_names(archive: ZipFile, manifest: Manifest) -> None:
    """Exactly what the manifest lists must be there, once."""
    if sorted(archive.namelist()) != sorted([NAME, *manifest.members]):
        raise ValueError("its files are not those that it lists")


def check_member(archive: ZipFile, name: str, member: Member) -> None:
    """Size, sum and number of lines must be as listed; reading stops as soon as there is too much."""
    digest, size, lines = hashlib.sha256(), 0, 0
    with archive.open(name) as source:
        while size <= member.size and (chunk := source.read(CHUNK)):
            digest.update(chunk)
            size, lines = size + len(chunk), lines + chunk.count(b"\n")
    if size != member.size or digest.hexdigest() != member.sha256:
        raise ValueError(f"{name} is not what was written")
    if member.rows >= 0 and lines != member.rows + 1:
        raise ValueError(f"{name} has {lines - 1} rows instead of {member.rows}")
