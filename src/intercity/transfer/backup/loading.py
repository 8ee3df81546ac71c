"""Filling an empty database from a backup, whichever database it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any
from zipfile import ZipFile

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from intercity.activity.models import Activity
from intercity.transfer.backup.manifest import Manifest, member_name
from intercity.transfer.backup.tables import last_of_each_app
from intercity.transfer.backup.values import read_rows
from intercity.transfer.founding import found_tables

BATCH = 500
# Ids of acts that happened after the backup are known to browsers and caches: they must not come again.
ACTIVITY_GAP = 1_000_000


def build_database(archive: ZipFile, manifest: Manifest) -> None:
    """Make the tables as the backup's version had them, fill them, then migrate to this version.

    The database must have no tables. On PostgreSQL call it inside a transaction: then it happens whole or not.
    Raises ValueError and database errors for rows that do not fit.
    """
    make_tables(manifest)
    with without_constraints(), transaction.atomic():
        for table in manifest.tables():
            load_table(archive, table)
        connection.check_constraints()
    settle_ids()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("createcachetable", verbosity=0)


def make_tables(manifest: Manifest) -> None:
    """Make the tables as the backup's version had them: at once where that is this version, else step by step."""
    executor = MigrationExecutor(connection)
    steps = known(manifest, executor)
    if set(steps) == set(executor.loader.graph.nodes):
        found_tables(executor.loader)
    else:
        executor.migrate(last_of_each_app(steps, executor.loader))


def known(manifest: Manifest, executor: MigrationExecutor) -> list[tuple[str, str]]:
    """The backup's migrations without those of apps that are not installed here."""
    return [node for node in manifest.migrations if node in executor.loader.graph.nodes]


def without_constraints() -> AbstractContextManager[Any]:
    """SQLite checks references at once unless told not to; PostgreSQL waits for the end by itself."""
    return connection.constraint_checks_disabled() if connection.vendor == "sqlite" else nullcontext()


def load_table(archive: ZipFile, table: str) -> None:
    """Write all rows of one table; what a migration may have put there goes first."""
    with archive.open(member_name(table)) as lines, connection.cursor() as cursor:
        columns, rows = read_rows(iter(lines))
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        names = ", ".join(connection.ops.quote_name(name) for name in columns)
        target = f"{connection.ops.quote_name(table)} ({names})"
        if connection.vendor == "postgresql":
            copy_rows(cursor, target, rows)
        else:
            insert_rows(cursor, target, len(columns), rows)


def copy_rows(cursor: Any, target: str, rows: Iterator[Sequence[Any]]) -> None:
    """PostgreSQL's fast way; it reads numbers, moments and truth values from their texts."""
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def insert_rows(cursor: Any, target: str, width: int, rows: Iterator[Sequence[Any]]) -> None:
    """SQLite's way."""
    statement = f"INSERT INTO {target} VALUES ({', '.join(['%s'] * width)})"
    while batch := list(islice(rows, BATCH)):
        cursor.executemany(statement, batch)


def settle_ids() -> None:
    """New rows continue after the restored ones; acts leave a gap."""
    table = Activity._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
                cursor.execute(statement)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + %s) FROM {table}",
                [ACTIVITY_GAP],
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute(
                f"INSERT INTO sqlite_sequence (name, seq) SELECT %s, coalesce(max(id), 0) + %s FROM {table}",
                [table, ACTIVITY_GAP],
            )
