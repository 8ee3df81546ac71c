"""Takes each act through the steps, once, in order, whatever dies in between.

The cursor moves after a row's steps have run, so a killed worker runs at most one row's steps again. A step that
fails is noted as a Setback and tried again later; the row's other steps and the rows after it do not wait for it.
(Waiting would let one bad row silence the whole network.)
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.pipeline.models import Cursor, Setback
from intercity.pipeline.steps import STEPS, Step, steps_for
from intercity.posts.models import Post
from intercity.posts.telling import NotYet
from intercity.spaces.models import Space

logger = logging.getLogger("intercity.worker")

NAME = "steps"
BATCH = 200
# Pauses after the first, second, … failure; then it is given up and kept for the operator.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 3600, 4 * 3600))


def follow(stopping: Callable[[], bool] = lambda: False) -> int:
    """Take one batch of new rows through their steps; gives the number of rows. Looks at `stopping` between two.

    Several workers may follow at once: steps are idempotent and the cursor only moves forward.
    """
    cursor = Cursor.objects.get_or_create(name=NAME)[0].activity_id
    done = 0
    moved = cursor
    for row in Activity.objects.filter(pk__gt=cursor).order_by("pk")[:BATCH]:
        if stopping():
            break
        done, cursor = done + 1, row.pk
        if steps := steps_for(row):
            run_steps(row, steps)
            move(cursor)
            moved = cursor
    if cursor != moved:
        # Rows that no step cares about cost no write each: the batches of an import would fill the disk's queue.
        move(cursor)
    return done


def move(cursor: int) -> None:
    """Move the cursor forward, never back."""
    Cursor.objects.filter(name=NAME, activity_id__lt=cursor).update(activity_id=cursor)


def run_steps(row: Activity, steps: list[Step]) -> None:
    """Run each step by itself; what fails becomes a Setback."""
    for step in steps:
        error = attempt(row, step)
        if error:
            Setback.objects.get_or_create(
                activity_id=row.pk,
                step=step.name,
                defaults={"last_error": error, "next_try": timezone.now() + PAUSES[0]},
            )


def attempt(row: Activity, step: Step) -> str:
    """Run one step; "" or what went wrong.

    No transaction is held around it: on SQLite everyone who writes would wait for the step. A database that is
    away or busy is nobody's setback: that error comes out and the row is taken up again.
    """
    try:
        step.run(row)
    except OperationalError:
        raise
    except NotYet as reason:
        logger.info("step %s waits with act %s: %s", step.name, row.pk, reason)
        return str(reason)[:300]
    except Exception as error:
        if isinstance(error, ObjectDoesNotExist) and is_removed(row):
            return ""
        logger.exception("step %s failed for act %s", step.name, row.pk)
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def is_removed(row: Activity) -> bool:
    """Whether what an act is about is no longer there: then no step has anything to do."""
    model, uid = (Post, row.post_uid) if row.post_uid else (Space, row.space_uid)
    return bool(uid) and not model.objects.filter(uid=uid).exists()


def retry_setbacks(stopping: Callable[[], bool] = lambda: False) -> int:
    """Try due setbacks again; gives how many were tried."""
    due = Setback.objects.filter(given_up_at=None, next_try__lte=timezone.now()).order_by("next_try", "pk")
    tried = 0
    for setback in due[:BATCH]:
        if stopping():
            break
        retry(setback)
        tried += 1
    return tried


def retry(setback: Setback) -> None:
    """Run the step again: gone when it works (or the step or act is no more), else a longer pause, at last given up."""
    step = next((step for step in STEPS if step.name == setback.step), None)
    row = Activity.objects.filter(pk=setback.activity_id).first()
    error = attempt(row, step) if step and row else ""
    if not error:
        setback.delete()
        return
    next_try, given_up_at = plan(setback.attempts)
    Setback.objects.filter(pk=setback.pk, attempts=setback.attempts).update(
        attempts=setback.attempts + 1, last_error=error, next_try=next_try, given_up_at=given_up_at
    )


def plan(failures: int) -> tuple[datetime, datetime | None]:
    """When to try next after `failures` earlier ones, and when it was given up (None: it was not)."""
    now = timezone.now()
    return (now, now) if failures >= len(PAUSES) else (now + PAUSES[failures], None)
