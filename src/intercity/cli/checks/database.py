"""The database: reachable, at this program's version, with its clock."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.activity.models import Activity
from intercity.cli.checks.finding import Finding, Status, ok, problem

WORST_CLOCK = timedelta(seconds=5)


def check_database() -> list[Finding]:
    """Reachable, migrated, and the clock; each only where the one before holds."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        text = _("The database cannot be reached: %(error)s. Check DATABASE_URL and that the database runs.")
        return [problem("database", text % {"error": str(error).strip()})]
    reached = ok("database", _("%(kind)s answers.") % {"kind": connection.display_name})
    try:
        tables = check_tables()
        return [reached, tables, *([check_clock()] if tables.status == Status.OK else [])]
    except DatabaseError as error:
        text = _("The database answers with an error: %(error)s. Run: intercity migrate")
        return [reached, problem("tables", text % {"error": str(error).strip()})]


def check_tables() -> Finding:
    """Whether every migration was applied and the shared cache (sign-in limits) has its table."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        text = ngettext(
            "%(count)s change of the database is missing. Run: intercity migrate",
            "%(count)s changes of the database are missing. Run: intercity migrate",
            pending,
        )
        return problem("tables", text % {"count": pending})
    cache.get("doctor")
    return ok("tables", _("The database is at the version of the program."))


def check_clock() -> Finding:
    """This machine's clock against PostgreSQL's, or against the newest act in the record."""
    now, other = timezone.now(), None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            other = cursor.fetchone()[0]
        wrong = abs(now - other) > WORST_CLOCK
    else:
        other = Activity.objects.order_by("-id").values_list("at", flat=True).first()
        wrong = other is not None and other - now > WORST_CLOCK
    if wrong and other is not None:
        text = _("The clock differs by %(seconds)s seconds from the database. Turn on time synchronisation (NTP).")
        return problem("clock", text % {"seconds": round(abs((now - other).total_seconds()))})
    return ok("clock", _("The clock is plausible: %(now)s.") % {"now": now.isoformat(timespec="seconds")})
