"""Restoring a backup into an empty installation: everything is built beside, and moved in when it is whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.organisations.models import Organisation, Person
from intercity.posts.models import Post
from intercity.spaces.models import Space
from intercity.transfer.backup.checking import check_backup
from intercity.transfer.backup.errors import BackupError
from intercity.transfer.backup.loading import build_database
from intercity.transfer.backup.manifest import Manifest, newer
from intercity.transfer.backup.snapshot import check_integrity
from intercity.transfer.backup.tables import own_tables, unknown_migrations

Progress = Callable[[str], None]
# Reference data (places, topics) comes with the program; one row of these means that somebody works here.
WORK = (Organisation, Person, Space, Post, Activity)


def restore(path: Path, on_progress: Progress = lambda text: None) -> Manifest:
    """Bring back everything that the backup at `path` holds, and migrate it to this version.

    Raises BackupError, having changed nothing, if it is no whole backup, comes from a newer version, or this
    installation holds work or uploads already; OSError if the disk does not take it.
    """
    on_progress(_("Checking the backup"))
    manifest = check_backup(path)
    check_version(manifest)
    check_empty()
    with ZipFile(path) as archive, unpacked_uploads(archive, manifest) as uploads:
        on_progress(_("Building the database"))
        try:
            put_in_place(archive, manifest, uploads)
        except DatabaseError as error:
            raise BackupError(_("The database refuses the backup: %(reason)s") % {"reason": error}) from error
    return manifest


def check_version(manifest: Manifest) -> None:
    """Refuse what a newer program wrote."""
    if unknown_migrations(manifest.migrations, MigrationLoader(None)):
        raise BackupError(newer(manifest.version))


def check_empty() -> None:
    """Refuse to restore over anybody's work."""
    tables = set(own_tables())
    if any(model._meta.db_table in tables and model._default_manager.exists() for model in WORK):
        raise BackupError(
            _("This installation is not empty. Restore into a new one: another DATABASE_URL or INTERCITY_DATA.")
        )
    if any(Path(settings.MEDIA_ROOT).glob("*")):
        raise BackupError(_("The folder %(folder)s holds files. Move it away first.") % {"folder": settings.MEDIA_ROOT})


@contextmanager
def unpacked_uploads(archive: ZipFile, manifest: Manifest) -> Iterator[Path]:
    """A folder beside that of the uploads, with the backup's; it is gone afterwards unless it was moved."""
    beside = Path(settings.MEDIA_ROOT).with_name(".files-restoring")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        for name in manifest.uploads():
            target = beside / name.removeprefix("files/")
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def put_in_place(archive: ZipFile, manifest: Manifest, uploads: Path) -> None:
    """Build the database, then move uploads, secret and database in: the database last, for it names the others."""
    secret = archive.read("secret").decode()
    if connection.vendor == "sqlite":
        put_sqlite_in_place(archive, manifest, uploads, secret)
        return
    with transaction.atomic():
        drop_tables()
        build_database(archive, manifest)
        move_uploads(uploads)
        keep_secret(secret)


def put_sqlite_in_place(archive: ZipFile, manifest: Manifest, uploads: Path, secret: str) -> None:
    """Build a file beside the present one and put it in its place; a failure leaves nothing."""
    final = Path(connection.settings_dict["NAME"])
    beside = final.with_name(f".{final.name}-restoring")
    try:
        with database_at(beside):
            build_database(archive, manifest)
        check_file(beside)
        take_over(final)
        move_uploads(uploads)
        keep_secret(secret)
        os.sync()
        os.replace(beside, final)
    finally:
        remove_database(beside)


def drop_tables() -> None:
    """Take away the empty tables and reference data that a first start left."""
    with connection.cursor() as cursor:
        for table in own_tables():
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


@contextmanager
def database_at(path: Path) -> Iterator[None]:
    """This thread's connection leads to a new SQLite file at `path` meanwhile."""
    usual = connection.settings_dict["NAME"]
    remove_database(path)
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def remove_database(path: Path) -> None:
    """Remove a SQLite file and its helpers."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def check_file(path: Path) -> None:
    """Prove the built database once more, as a file of its own; its log is folded in by closing it."""
    with closing(sqlite3.connect(path)) as built:
        check_integrity(built)


def take_over(path: Path) -> None:
    """Make sure that nobody has the old, empty database open: leaving the log mode needs it alone."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1)) as old:
            old.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise BackupError(_("Intercity is running on this database. Stop it, then restore.")) from error


def move_uploads(beside: Path) -> None:
    """Put the unpacked folder where uploads live."""
    final = Path(settings.MEDIA_ROOT)
    if final.exists():
        final.rmdir()
    os.replace(beside, final)


def keep_secret(secret: str) -> None:
    """Put the backup's secret where the settings look for it: sessions and links in mails stay good."""
    fresh = Path(settings.DATA) / ".secret-restoring"
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(secret)
    os.replace(fresh, Path(settings.DATA) / "secret")
