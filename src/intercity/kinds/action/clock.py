"""What this room does by the clock (see `pipeline.clock`): note what is late, ask leads how far they are.

Each action is a transaction of its own, and its row says what was done: run again, or beside itself, no job does
anything twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from intercity.activity.record import record
from intercity.kinds.action.models import Action, Milestone, Stage
from intercity.kinds.action.models.parts import today
from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import Post, State
from intercity.spaces.models import Label, SpaceState

# A lead is asked at most so often, and not within so long after somebody told how far it is.
EVERY: Final = timedelta(days=30)
QUIET: Final = timedelta(days=20)
# So many at a time before others have their turn.
MOST: Final = 200


def in_work() -> QuerySet[Action]:
    """The actions that are under way, published, in spaces that are at work."""
    return Action.objects.filter(
        stage=Stage.ACCEPTED, post__state=State.PUBLISHED, post__space__state=SpaceState.ACTIVE
    ).order_by("pk")


def due_for_nudge(now: datetime) -> QuerySet[Action]:
    """Those whose lead it is time to ask. Nobody is asked by mail about what is for named readers."""
    heard = Greatest("stage_at", Coalesce("reported_at", "stage_at"))
    asked = Q(nudged_at=None) | Q(nudged_at__lte=now - EVERY)
    rows = in_work().exclude(post__label=Label.RED).annotate(heard_at=heard)
    return rows.filter(asked, heard_at__lte=now - QUIET)


def nudge_leads(now: datetime) -> int:
    """Ask the leads of all that is due how far they are; gives of how many actions."""
    rows = due_for_nudge(now).select_related("post")
    return sum(do_nudge(row.post, now) for row in rows[:MOST])


@transaction.atomic
def do_nudge(post: Post, now: datetime) -> bool:
    """Mark it and write the act; False where another worker did, or somebody told meanwhile."""
    post = lock(post)
    if not due_for_nudge(now).filter(pk=post.pk).exists():
        return False
    Action.objects.filter(pk=post.pk).update(nudged_at=now)
    # It changes nothing that anybody sees on a page.
    record(
        "action.nudged", organisation_uid=post.organisation.uid, space_uid=post.space.uid, post_uid=post.uid,
        root_uid=post.uid, data={"kind": post.kind, "at": now.isoformat()},
    )  # fmt: skip
    return True


def newly_late() -> QuerySet[Milestone]:
    """The milestones whose day has passed since it was last looked."""
    new = Q(late_for=None) | ~Q(late_for=F("due_on"))
    return Milestone.objects.filter(new, done_on=None, due_on__lt=today(), action__in=in_work())


def note_late(now: datetime) -> int:
    """Note that the days of milestones have passed, so that every page moves on; gives of how many actions."""
    keys = sorted(set(newly_late().values_list("action", flat=True)[:MOST]))
    return sum(do_note_late(post) for post in Post.objects.filter(pk__in=keys).order_by("pk"))


@transaction.atomic
def do_note_late(post: Post) -> bool:
    """Mark them and write the act; False where another worker did."""
    post = lock(post)
    count = newly_late().filter(action=post.pk).update(late_for=F("due_on"))
    if count:
        record_post("action.late", post, None, milestones=count)
    return bool(count)
