"""Ask whether a practice is still in force, and take the answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from intercity.adoption.models import CheckUp
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import do_note, lock
from intercity.posts.kinds import CheckAnswer, kind_of
from intercity.posts.models import Post, State

EVERY = timedelta(days=30)
# So many times without an answer, and its card says that nobody has confirmed it.
MOST_MISSED = 2


def answer_check(viewer: Viewer, post: Post, answer: CheckAnswer, at: datetime | None = None) -> Post:
    """Say for the post's organisation that it `holds` or has `ended`; it is asked again a month later.

    Raises PermissionDenied when the policy says no.
    """
    check_may(viewer, "practice.check", post)
    at = at or timezone.now()
    details = kind_of(post).checked(answer, timezone.localdate(at))
    with transaction.atomic():
        post = lock(post)
        CheckUp.objects.update_or_create(post=post, defaults={"asked_at": None, "missed": 0, "due_at": at + EVERY})
        return do_note(post, details, viewer.person, "practice.confirmed", answer=answer)


def do_ask(post: Post, now: datetime) -> bool:
    """Ask the post's organisation, unless it was asked meanwhile by somebody else; gives whether it is asked now."""
    with transaction.atomic():
        # Two workers that find it due ask one after the other, and the second finds that it is asked.
        post = lock(post)
        checkup = CheckUp.objects.filter(post=post).first()
        if checkup is not None and checkup.due_at > now:
            return False
        was_silent = checkup is not None and checkup.asked_at is not None and not lives(post, checkup.asked_at)
        before = checkup.missed if checkup is not None else 0
        missed = before + 1 if was_silent else 0
        values = {"asked_at": now, "missed": missed, "due_at": now + EVERY}
        CheckUp.objects.update_or_create(post=post, defaults=values)
        do_note(post, noted(post, before, missed), None, "practice.asked", missed=missed)
    return True


def noted(post: Post, before: int, missed: int) -> dict[str, Any]:
    """What it changes on the card that so many questions are unanswered now, and were before."""
    if missed == MOST_MISSED:
        return kind_of(post).checked("silent", last_word(post))
    if before >= MOST_MISSED and not missed:
        return kind_of(post).checked("heard", last_word(post))
    return {}


def lives(post: Post, since: datetime) -> bool:
    """Whether its organisation touched it since: edited it, or wrote under it (an answer to the mail does)."""
    if post.edited_at is not None and post.edited_at > since:
        return True
    words = Post.objects.filter(root=post, organisation=post.organisation_id, state=State.PUBLISHED)
    return words.filter(published_at__gt=since).exists()


def last_word(post: Post) -> date:
    """The day on which its organisation last said that it is so."""
    confirmed = kind_of(post).details(post).get("confirmed_on")
    said = timezone.localdate(post.changed_at)
    return max(said, date.fromisoformat(confirmed)) if confirmed else said
