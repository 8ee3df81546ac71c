"""What this room does by the clock (see `pipeline.clock`): delete notes that have served, and versions nobody needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from intercity.core.personal import days_of
from intercity.kinds.report.links import REPORT
from intercity.kinds.report.notes.actions import do_delete
from intercity.kinds.report.notes.models import Note, NoteVersion
from intercity.posts.actions.changing import lock
from intercity.posts.models import Link, Post, State

# Whoever is cut off for longer than this finds both texts, one after the other.
GOES_ON: Final = timedelta(days=2)
MOST: Final = 50
BATCH: Final = 2_000


def forget_notes(now: datetime) -> int:
    """Delete the notes of some events, and some versions; gives how many.

    Notes go so many days after their last word: `notes` once whoever held the event published its report, else
    `notes_alone`.
    """
    versions = NoteVersion.objects.filter(at__lt=now - GOES_ON, number__lt=F("note__version"))
    keys = list(versions.order_by("pk").values_list("pk", flat=True)[:BATCH])
    gone = NoteVersion.objects.filter(pk__in=keys).delete()[0] if keys else 0
    return gone + sum(forget_of(key, now) for key in due(now))


def due(now: datetime) -> list[int]:
    """Keys of some events whose notes have had their time."""
    reported = Link.objects.filter(
        source=OuterRef("post"), sort=REPORT.name, target__state=State.PUBLISHED,
        target__organisation=F("source__organisation"),
    )  # fmt: skip
    rows = Note.objects.exclude(body="").annotate(reported=Exists(reported))
    soon, late = (now - timedelta(days=days_of(period)) for period in ("notes", "notes_alone"))
    old = rows.filter(reported=True, edited_at__lt=soon) | rows.filter(edited_at__lt=late, post__event__ends_at__lt=now)
    return list(old.order_by("post").values_list("post", flat=True).distinct()[:MOST])


@transaction.atomic
def forget_of(key: int, now: datetime) -> int:
    """Delete those of one event, unless somebody wrote on meanwhile; gives how many parts."""
    post = lock(Post(pk=key))
    return do_delete(post) if key in due(now) else 0
