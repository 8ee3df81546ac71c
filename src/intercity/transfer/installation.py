"""Makes an installation ready to serve: tables, reference data and static files of this version."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from intercity import __version__
from intercity.places.loading import load_places
from intercity.spaces.loading import load_terms
from intercity.transfer.backup import BackupError, usual_path, write_backup
from intercity.transfer.backup.tables import database_is_newer, unknown_migrations
from intercity.transfer.founding import found_tables, is_empty

Progress = Callable[[str], None]
# Any constant does; it names the lock that lets one machine at a time migrate a shared database.
LOCK = 0x1C18


def prepare_installation(on_progress: Progress = print) -> None:
    """Bring database, reference data and static files to this version; quick when they are.

    A database that holds something is backed up before it is migrated. Several processes and machines may call
    this at once: one does the work. Raises BackupError when the database is newer than the program, or when
    the backup before the migration fails: then nothing was changed.
    """
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    with alone():
        bring_tables(on_progress)
        call_command("createcachetable", verbosity=0)
        load_places()
        load_terms()
        bring_static_files(on_progress)


@contextmanager
def alone() -> Iterator[None]:
    """Wait for other processes of this machine and of the database that do the same."""
    with (Path(settings.DATA) / ".preparing").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def bring_tables(on_progress: Progress) -> None:
    """Migrate, after a backup where there is something to lose."""
    executor = MigrationExecutor(connection)
    applied = list(executor.loader.applied_migrations)
    unknown = unknown_migrations(applied, executor.loader)
    if unknown:
        raise BackupError(database_is_newer(unknown))
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    if applied:
        path = usual_path(f"before-{__version__}")
        on_progress(_("Backup before the upgrade: %(path)s") % {"path": path})
        write_backup(path)
    on_progress(_("Preparing the database (%(count)s steps)") % {"count": len(plan)})
    if is_empty():
        found_tables(executor.loader)
    call_command("migrate", interactive=False, verbosity=0)


def bring_static_files(on_progress: Progress) -> None:
    """Collect and compress what pages load, when any of it changed; older names stay for pages that are open."""
    stamp, sign = Path(settings.STATIC_ROOT) / ".collected", static_sign()
    if stamp.exists() and stamp.read_text() == sign:
        return
    on_progress(_("Collecting styles and scripts"))
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(sign)


def static_sign() -> str:
    """A word that changes when any static file does."""
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            digest.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
