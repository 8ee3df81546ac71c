"""One moment of the database, read while others go on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from intercity.transfer.backup.errors import BackupError

# Hands each table's columns and rows to the caller.
Reader = Callable[[str], AbstractContextManager[tuple[list[str], Iterator[Any]]]]


@contextmanager
def snapshot(scratch: Path) -> Iterator[Reader]:
    """A reader of tables as they all stood at one moment; `scratch` is a path that may be used meanwhile.

    Everything that was committed before the call is in it. Writers never wait for it.
    """
    connection.ensure_connection()
    source = postgresql_snapshot() if connection.vendor == "postgresql" else sqlite_snapshot(scratch)
    with source as reader:
        yield reader


@contextmanager
def sqlite_snapshot(scratch: Path) -> Iterator[Reader]:
    """Copies the database with SQLite's own means, proves the copy, and reads from that."""
    try:
        with closing(sqlite3.connect(scratch)) as copy:
            connection.connection.backup(copy)
            check_integrity(copy)
            yield lambda table: sqlite_table(copy, table)
    finally:
        scratch.unlink(missing_ok=True)


def check_integrity(copy: sqlite3.Connection) -> None:
    """BackupError if the database is damaged: a backup of it would only look like one."""
    found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BackupError(
            _("The database is damaged (%(found)s). Restore the last good backup.") % {"found": str(found)[:200]}
        )


@contextmanager
def sqlite_table(copy: sqlite3.Connection, table: str) -> Iterator[tuple[list[str], Iterator[Any]]]:
    """Columns and rows of one table of the copy."""
    with closing(copy.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")) as cursor:
        yield [column[0] for column in cursor.description], cursor


@contextmanager
def postgresql_snapshot() -> Iterator[Reader]:
    """Reads everything inside one transaction that sees nothing of what comes later."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield postgresql_table


@contextmanager
def postgresql_table(table: str) -> Iterator[tuple[list[str], Iterator[Any]]]:
    """Columns and rows of one table, fetched in pieces."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        yield [column[0] for column in cursor.description or ()], iter(cursor)
