"""After rows are gone: search index, shared cache and database files that do not hold what was in them."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection

from intercity.search import folders
from intercity.search.building import BusyError, rebuild


class BusyDatabaseError(Exception):
    """Somebody reads for so long that the log of the database cannot be emptied now."""


def make_index_anew() -> None:
    """Build this machine's search index out of the database as it is now; other machines do so by the act."""
    while True:
        try:
            rebuild()
        except BusyError:
            # One that was begun before is not enough: wait for it, and build again.
            with folders.lock("build", wait=True):
                continue
        return


def compact_database() -> None:
    """Empty the shared cache and write the database files anew, without what was deleted.

    BusyDatabaseError where that must be tried again. Must not be called inside a transaction.
    """
    cache.clear()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names(cursor)))
            cursor.execute(f"VACUUM (FULL, ANALYZE) {tables}")
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise BusyDatabaseError
