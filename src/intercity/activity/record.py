"""Append to the record, in the order of commits."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from intercity.activity.commits import COMMITS
from intercity.activity.models import Activity
from intercity.activity.verbs import VERBS
from intercity.core.quick import insert

# Any constant does; it names the lock that orders appends on PostgreSQL.
LOCK = 0x1C17
CHANNEL = "intercity_activity"


def record(
    verb: str,
    *,
    person_uid: str = "",
    organisation_uid: str = "",
    space_uid: str = "",
    post_uid: str = "",
    root_uid: str = "",
    public: bool = False,
    data: dict[str, Any] | None = None,
) -> Activity:
    """Append one act; must be the last write of the open transaction.

    On PostgreSQL the append waits for a transaction-level advisory lock, so that ids become visible in rising
    order and no follower can skip one (DESIGN.md, "Traps"). On SQLite the write lock does the same.
    `public` says that anonymous readers see a changed world. Raises KeyError for an unlisted verb and
    TransactionManagementError outside a transaction.
    """
    if verb not in VERBS:
        raise KeyError(f"{verb!r} is not in activity.verbs.VERBS")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs inside the transaction of its act")
    lock_appends()
    row = Activity(
        verb=verb, at=timezone.now(), person_uid=person_uid, organisation_uid=organisation_uid,
        space_uid=space_uid, post_uid=post_uid, root_uid=root_uid, public=public, data=data or {},
    )  # fmt: skip
    insert(row)
    announce(row.pk)
    transaction.on_commit(COMMITS.tell)
    return row


def lock_appends() -> None:
    """Make later appends wait until this transaction has ended (PostgreSQL; SQLite has one writer anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def announce(row_id: int) -> None:
    """Wake the tailers of other processes at commit (PostgreSQL; SQLite is polled)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(row_id)])
