"""Append to the record, in the order of commits."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from intercity.activity.canonical import Entry, link_after, settled
from intercity.activity.chain import Head, write_head
from intercity.activity.commits import COMMITS
from intercity.activity.models import Activity
from intercity.activity.said import put
from intercity.activity.verbs import VERBS
from intercity.core.quick import insert

# Any constant does; it names the lock that orders appends on PostgreSQL.
LOCK = 0x1C17
CHANNEL = "intercity_activity"
# No question more than without the chain: each waits for the network while others wait for the lock.
LOCK_AND_HEAD = (
    f"SELECT pg_advisory_xact_lock({LOCK});"
    " SELECT nextval(pg_get_serial_sequence('activity_activity', 'id')), (SELECT link FROM activity_activityhead)"
)
MOVE_AND_NOTIFY = (
    "WITH moved AS (UPDATE activity_activityhead SET last_id = %s, link = %s RETURNING id)"
    " SELECT pg_notify(%s, %s) FROM moved"
)
HEAD_ON_SQLITE = (
    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'activity_activity'), 0) + 1,"
    " (SELECT link FROM activity_activityhead)"
)


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
    said: dict[str, Any] | None = None,
) -> Activity:
    """Append one act; must be the last write of the open transaction.

    On PostgreSQL the append waits for a transaction-level advisory lock, so that ids become visible in rising
    order and no follower can skip one (DESIGN.md, "Traps"). On SQLite the write lock does the same.
    `public` says that anonymous readers see a changed world. `data` stays for ever and holds nothing of a person but
    uids; what a role, a label or a setting was `before` and `after` goes into `said`, where it can be erased.
    The row is linked to the one before it (`chain`). Raises KeyError for an unlisted verb and
    TransactionManagementError outside a transaction.
    """
    if verb not in VERBS:
        raise KeyError(f"{verb!r} is not in activity.verbs.VERBS")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs inside the transaction of its act")
    key = put(said) if said else ""
    row_id, previous = lock_appends()
    row = Activity(
        pk=row_id, verb=verb, at=timezone.now(), person_uid=person_uid, organisation_uid=organisation_uid,
        space_uid=space_uid, post_uid=post_uid, root_uid=root_uid, public=public, data=data or {}, said=key,
    )  # fmt: skip
    row.link = link_after(previous, entry_of(row))
    insert(row, with_key=True)
    finish(Head(row.pk, row.link))
    transaction.on_commit(COMMITS.tell)
    return row


def entry_of(row: Activity) -> Entry:
    """What of a row is chained."""
    return Entry(
        row.pk, row.at, row.verb, row.person_uid, row.organisation_uid, row.space_uid, row.post_uid, row.root_uid,
        row.public, settled(json.dumps(row.data)), row.said,
    )  # fmt: skip


def lock_appends() -> tuple[int, str]:
    """Make later appends wait until this transaction has ended; gives the id of the next row, and the link before it.

    On PostgreSQL in one message: the second question sees what the lock was waited for. SQLite has one writer anyway.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(LOCK_AND_HEAD)
            cursor.nextset()
        else:
            cursor.execute(HEAD_ON_SQLITE)
        row_id, link = cursor.fetchone()
    return row_id, link or ""


def finish(head: Head) -> None:
    """Move the head, and wake the tailers of other processes at commit (PostgreSQL; SQLite is polled)."""
    if connection.vendor != "postgresql":
        write_head(head)
        return
    with connection.cursor() as cursor:
        cursor.execute(MOVE_AND_NOTIFY, [*head, CHANNEL, str(head.last_id)])
        if cursor.fetchone() is None:
            write_head(head)
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(head.last_id)])
