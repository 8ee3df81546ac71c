"""What the clock does for questions that nobody answers: asks the next ring, then tells the coordinators."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q

from intercity.matching.actions import FIRST_RING, do_ask, do_escalate, lock_pursuit
from intercity.matching.models import Asked, AskedState, Pursuit
from intercity.matching.proposing import Proposal, propose
from intercity.matching.subject import subject_of
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import viewer_for
from intercity.posts import veils
from intercity.posts.kinds import waiting_kinds
from intercity.posts.models import Post, Source, State
from intercity.posts.querysets import PostQuerySet, answers_by_others
from intercity.spaces.models import Label, SpaceState

logger = logging.getLogger("intercity.matching")

NEXT_RING: Final = FIRST_RING + 1
# An installation that begins to use this, or was switched off, does not wake up what is long past.
LOOKS_BACK: Final = timedelta(days=45)
SHORTEST: Final = timedelta(hours=1)
MOST_AT_ONCE: Final = 20
RING: Final = "ring"
ESCALATE: Final = "escalate"


def pursue(now: datetime) -> int:
    """Do what is due at `now` for questions that wait, the oldest first; gives how many were moved on.

    Each question is a transaction of its own, and its row says what was done: run again, or beside itself, it does
    nothing twice. One that fails does not keep the others waiting. After a few the worker sends mail again first.
    """
    moved = (post for post in waiting(now) if attempt(post, now))
    return sum(1 for _post in islice(moved, MOST_AT_ONCE))


def waiting(now: datetime, *, undone: bool = True) -> PostQuerySet:
    """Questions of spaces at work that another organisation has not answered, nor whoever asked settled.

    At most as old as a space may let them wait; none that is for named readers, who were chosen already. With `undone`
    only those for which the clock has something left to do.
    """
    asked = Q(ring__gte=NEXT_RING) | Q(goes_on=False)
    done = Pursuit.objects.filter(asked, post=OuterRef("pk"), escalated_at__isnull=False)
    rows = Post.objects.roots().filter(
        ~Q(label=Label.RED), kind__in=waiting_kinds(), state=State.PUBLISHED, source=Source.NATIVE,
        published_at__gt=now - LOOKS_BACK, published_at__lte=now - SHORTEST,
    )  # fmt: skip
    rows = rows.exclude(space__state=SpaceState.ARCHIVED).exclude(tally__answered=True)
    rows = rows.filter(~Exists(answers_by_others()))
    rows = rows.filter(~Exists(done)) if undone else rows
    return rows.select_related("space", "organisation__place", "author", "pursuit").order_by("published_at", "pk")


def attempt(post: Post, now: datetime) -> int:
    """Move one question on if that is due; 1 when it was."""
    pursuit = getattr(post, "pursuit", None) or Pursuit(post=post)
    step = due(pursuit, post, now)
    try:
        return move(post, now, step, next_ring(post, pursuit) if step == RING else ()) if step else 0
    except OperationalError:
        raise
    except Exception:
        if not Post.objects.filter(pk=post.pk).exists():
            # It was removed meanwhile, and nothing can be written about it.
            return 0
        logger.exception("question %s could not be moved on and is tried again", post.uid)
        return 0


def due(pursuit: Pursuit, post: Post, now: datetime) -> str:
    """What is due for a question: RING, ESCALATE or ""."""
    age = now - post.published_at
    if pursuit.goes_on and pursuit.ring < NEXT_RING and age >= timedelta(hours=post.space.next_ring_hours):
        return RING
    if pursuit.escalated_at is None and age >= timedelta(hours=post.space.escalate_hours):
        return ESCALATE
    return ""


@transaction.atomic
def move(post: Post, now: datetime, step: str, chosen: Sequence[Proposal]) -> int:
    """Do what is due; 0 when somebody else did it meanwhile. Whom to ask was worked out before the lock."""
    pursuit = lock_pursuit(post)
    # Between the list and the lock somebody may have answered, settled it, or taken a name off.
    if due(pursuit, post, now) != step or not waiting(now).filter(pk=post.pk).exists():
        return 0
    if step == RING:
        wanted = [one for one in chosen if one.organisation.uid not in pursuit.left_out]
        do_ask(pursuit, post, wanted, NEXT_RING, None)
    else:
        do_escalate(pursuit, post, still_asked(post))
    return 1


def next_ring(post: Post, pursuit: Pursuit) -> list[Proposal]:
    """Whom to ask now: as proposed to whoever asked, without those that were asked or left out."""
    asked = set(Asked.objects.filter(post=post).values_list("organisation", flat=True))
    unwanted = Organisation.objects.filter(uid__in=pursuit.left_out).values_list("pk", flat=True)
    return propose(viewer_for(veils.author_of(post)), subject_of(post), leave_out={*asked, *unwanted})


def still_asked(post: Post) -> list[Organisation]:
    """Organisations of which an answer may still come."""
    rows = Organisation.objects.filter(asked__post=post).exclude(asked__post=post, asked__state=AskedState.DECLINED)
    return list(Organisation.objects.filter(pk__in=rows.values("pk")).order_by("pk"))
