"""What this room does by the clock (see `pipeline.clock`): remind those who were asked, note that validity ended.

Each document is a transaction of its own, and its row says what was done: run again, or beside itself, no job does
anything twice.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from intercity.activity.record import record
from intercity.kinds.document.models import Document, Status
from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import Post, State
from intercity.spaces.models import SpaceState

REMINDED: Final = "document.reminded"
VALIDITY: Final = "document.validity"
BEFORE: Final = timedelta(days=3)
# Who was asked so shortly before is not reminded.
QUIET: Final = timedelta(hours=24)
MOST: Final = 200


def published() -> QuerySet[Document]:
    """The documents that people read, in spaces that are at work."""
    rows = Document.objects.filter(post__state=State.PUBLISHED, post__space__state=SpaceState.ACTIVE)
    return rows.select_related("post").order_by("pk")


def to_remind(now: datetime) -> QuerySet[Document]:
    """The consultations that end soon, of which nobody was reminded for that day."""
    today = timezone.localdate(now)
    new = Q(reminded_for=None) | ~Q(reminded_for=F("consultation_until"))
    return published().filter(
        new, status=Status.CONSULTATION, consulted_at__lte=now - QUIET, consultation_until__gte=today,
        consultation_until__lte=today + BEFORE,
    )  # fmt: skip


def remind(now: datetime) -> int:
    """Remind those who were asked and are silent, once for each last day; gives of how many documents."""
    return sum(do_remind(row.post, now) for row in to_remind(now)[:MOST])


@transaction.atomic
def do_remind(post: Post, now: datetime) -> bool:
    """Mark it and write the act; False where another worker did, or it was settled meanwhile."""
    post = lock(post)
    row = to_remind(now).filter(pk=post.pk).first()
    if row is None:
        return False
    Document.objects.filter(pk=post.pk).update(reminded_for=row.consultation_until)
    # It changes nothing that anybody sees on a page.
    record(
        REMINDED, organisation_uid=post.organisation.uid, space_uid=post.space.uid, post_uid=post.uid,
        root_uid=post.uid, data={"kind": post.kind},
    )  # fmt: skip
    return True


def newly_valid(today: date) -> QuerySet[Document]:
    """The guidance whose first day has come, or whose last has passed, since it was last looked."""
    begun = Q(valid_from__lte=today) & (Q(noted_on=None) | Q(noted_on__lt=F("valid_from")))
    ended = Q(valid_until__lt=today) & (Q(noted_on=None) | Q(noted_on__lte=F("valid_until")))
    rows = Document.objects.filter(begun | ended, is_guidance=True, post__state=State.PUBLISHED)
    return rows.select_related("post").order_by("pk")


def note_validity(now: datetime) -> int:
    """Note that guidance is valid from today on, or no more, so that every kept page moves on; gives how many."""
    today = timezone.localdate(now)
    return sum(do_note_validity(row.post, today) for row in newly_valid(today)[:MOST])


@transaction.atomic
def do_note_validity(post: Post, today: date) -> bool:
    """Mark it and write the act; False where another worker did."""
    post = lock(post)
    if not newly_valid(today).filter(pk=post.pk).update(noted_on=today):
        return False
    record_post(VALIDITY, post, None)
    return True
