"""Close a roll call with what came out of it; open it again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from intercity.kinds.rollcall.actions.answering import do_hold_answers
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.policies import check_writes
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import record_post


def close(viewer: Viewer, rollcall: RollCall, result: str) -> None:
    """Make the figures final, with a note in Markdown; of a closed one only the note changes.

    AgreementNeeded for another note, where words of whoever asked must wait.
    """
    check_may(viewer, "rollcall.manage", rollcall.post)
    if result != rollcall.result:
        check_writes(viewer, rollcall.post)
    do_close(rollcall, result, viewer.person)


@transaction.atomic
def do_close(rollcall: RollCall, result: str, by: Person | None) -> None:
    """Write it. The same note to a closed one is no act."""
    post = lock(rollcall.post)
    # An answer that is being written holds this row: it is either counted, or refused.
    row = RollCall.objects.select_for_update(no_key=True).get(pk=rollcall.pk)
    if row.is_closed and row.result == result:
        return
    if result != row.result:
        do_hold_answers(row, by)
    was_closed, row.result = row.is_closed, result
    row.closed_at = row.closed_at or timezone.now()
    row.save(update_fields=["closed_at", "result"])
    if was_closed:
        record_post("rollcall.changed", post, by, result=True)
    else:
        record_post("rollcall.closed", post, by, closed_at=row.closed_at.isoformat())


def reopen(viewer: Viewer, rollcall: RollCall) -> None:
    """Let cities answer again; the note is kept for the next closing."""
    check_may(viewer, "rollcall.manage", rollcall.post)
    do_reopen(rollcall, viewer.person)


@transaction.atomic
def do_reopen(rollcall: RollCall, by: Person | None) -> None:
    """Write it; nothing for one that is open. The act says when it was closed."""
    post = lock(rollcall.post)
    row = RollCall.objects.select_for_update(no_key=True).get(pk=rollcall.pk)
    if row.closed_at is None:
        return
    closed_at, row.closed_at = row.closed_at, None
    row.save(update_fields=["closed_at"])
    record_post("rollcall.reopened", post, by, closed_at=closed_at.isoformat())
