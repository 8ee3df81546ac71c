"""Writing a backup: the database first, the uploads after it, so that no row names a file that is missing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity import __version__
from intercity.transfer.backup.checking import check_backup
from intercity.transfer.backup.errors import BackupError
from intercity.transfer.backup.manifest import NAME, Manifest, Member, member_name
from intercity.transfer.backup.snapshot import Reader, snapshot
from intercity.transfer.backup.tables import Migrations, applied_migrations, kept_tables
from intercity.transfer.backup.values import write_rows

Progress = Callable[[str], None]
CHUNK = 1024 * 1024
# What is compressed already gains nothing from it.
PACKED = (
    ".jpg", ".jpeg", ".png", ".webp", ".gif", ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".zip",
    ".mp4", ".m4a", ".webm", ".weba", ".ogv", ".ogg", ".mp3",
)  # fmt: skip


def usual_path(prefix: str = "intercity") -> Path:
    """A name that tells version and time, in the data folder's `backups`."""
    moment = timezone.now().strftime("%Y%m%dT%H%M%SZ")
    return Path(settings.DATA) / "backups" / f"{prefix}-{__version__}-{moment}.zip"


def write_backup(path: Path, on_progress: Progress = lambda text: None) -> Manifest:
    """Write everything into `path`, check it, and give its manifest; safe while the product runs.

    Everything acknowledged before the call is in it. The file appears under its name only when it is whole and
    checked, readable by its owner only. Raises BackupError if `path` exists, the database has no tables or is
    damaged, or what was written cannot be read back; OSError if the disk does not take it.
    """
    if path.exists():
        raise BackupError(_("%(path)s exists already. Choose another name.") % {"path": path})
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write_archive(part, on_progress)
        on_progress(_("Checking what was written"))
        manifest = check_backup(part)
        os.replace(part, path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def write_archive(part: Path, on_progress: Progress) -> None:
    """Write all members and the manifest to `part`, and force it to the disk."""
    applied = applied_migrations()
    if not applied:
        raise BackupError(_("There is nothing to back up: the database has no tables yet."))
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        with ZipFile(file, "w") as archive:
            members = write_members(archive, part, applied, on_progress)
            manifest = Manifest(__version__, connection.vendor, timezone.now().isoformat(), applied, members)
            archive.writestr(info_of(NAME), manifest.to_json())
        file.flush()
        os.fsync(file.fileno())


def write_members(archive: ZipFile, part: Path, applied: Migrations, on_progress: Progress) -> dict[str, Member]:
    """Write tables, uploads and secret, in this order; gives the description of each."""
    members = {}
    with snapshot(part.with_suffix(".sqlite3")) as reader:
        for table in kept_tables(applied):
            members[member_name(table)] = write_table(archive, reader, table)
    on_progress(_("Database: %(rows)s rows") % {"rows": sum(member.rows for member in members.values())})
    for upload in uploads():
        name = f"files/{upload.relative_to(settings.MEDIA_ROOT).as_posix()}"
        members[name] = write_upload(archive, name, upload)
    on_progress(_("Uploads: %(count)s files") % {"count": sum(name.startswith("files/") for name in members)})
    members["secret"] = write_member(archive, "secret", [settings.SECRET_KEY.encode()])
    return members


def write_table(archive: ZipFile, reader: Reader, table: str) -> Member:
    """Write the rows of one table."""
    with reader(table) as (columns, rows):
        name = member_name(table)
        member = write_member(archive, name, write_rows(columns, rows))
        # The first line holds the columns.
        return Member(member.sha256, member.size, member.rows - 1)


def write_upload(archive: ZipFile, name: str, path: Path) -> Member:
    """Write one upload."""
    with path.open("rb") as file:
        member = write_member(archive, name, iter(lambda: file.read(CHUNK), b""))
    return Member(member.sha256, member.size)


def write_member(archive: ZipFile, name: str, chunks: Iterable[bytes]) -> Member:
    """Write `chunks` as they come; `rows` of the answer counts them."""
    digest, size, count = hashlib.sha256(), 0, 0
    with archive.open(info_of(name), "w", force_zip64=True) as target:
        for chunk in chunks:
            target.write(chunk)
            digest.update(chunk)
            size, count = size + len(chunk), count + 1
    return Member(digest.hexdigest(), size, count if name.startswith("tables/") else -1)


def info_of(name: str) -> ZipInfo:
    """How a member is kept: with the time of writing, readable by the owner, packed where that helps."""
    info = ZipInfo(name, timezone.now().timetuple()[:6])
    info.external_attr = 0o600 << 16
    info.compress_type = ZIP_STORED if name.lower().endswith(PACKED) else ZIP_DEFLATED
    return info


def uploads() -> Iterator[Path]:
    """All finished uploads; `posts.uploads.storing` writes under another ending until a file is whole."""
    root = Path(settings.MEDIA_ROOT)
    for folder, _folders, names in os.walk(root):
        for name in sorted(names):
            if not name.endswith(".part") and (Path(folder) / name).is_file():
                yield Path(folder) / name


def sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
