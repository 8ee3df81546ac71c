"""What this room does by the clock (see `pipeline.clock`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from intercity.activity.record import record
from intercity.adoption.actions.checking import EVERY, do_ask
from intercity.adoption.actions.reviewing import do_ask_how
from intercity.adoption.models import TAKEN, Adoption, Round, Summary
from intercity.adoption.months import Month, concerned_by
from intercity.organisations.models import Organisation
from intercity.posts.kinds import all_kinds
from intercity.posts.models import Post, Source
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Label, SpaceState

# How often each job looks at everything, and how much it does at most before others have their turn.
PAUSE = timedelta(hours=1)
MOST = 200
# After so many days it is asked how it went, unless that is so long ago already.
REVIEWS: Final = ((30, 90), (90, 365))


def once_in_a_while(name: str, now: datetime, work: Callable[[], int]) -> int:
    """Do `work` unless it found nothing more to do within the last hour; gives how much it did."""
    if Round.objects.filter(name=name, at__gt=now - PAUSE, at__lte=now).exists():
        return 0
    done = work()
    if done < MOST:
        Round.objects.update_or_create(name=name, defaults={"at": now})
    return done


def ask_whether_in_force(now: datetime) -> int:
    """Ask those whose practices say that they are in force whether they still are, every month."""
    return once_in_a_while("check", now, lambda: sum(do_ask(post, now) for post in due_for_check(now)[:MOST]))


def due_for_check(now: datetime) -> PostQuerySet:
    """The practices about which it is time to ask, the oldest first.

    Not what trackers say of a city, nor in exercises and archives, nor what is for named readers.
    """
    in_force = Q(pk__in=[])
    for name, kind in all_kinds().items():
        where = kind.in_force()
        in_force |= Q(kind=name) & where if where is not None else Q(pk__in=[])
    posts = Post.objects.roots().filter(in_force, state="published", source=Source.NATIVE)
    posts = posts.exclude(label=Label.RED).filter(space__state=SpaceState.ACTIVE)
    is_due = Q(checkup__due_at__lte=now) | Q(checkup=None, published_at__lte=now - EVERY)
    return posts.filter(is_due).select_related("organisation", "space").order_by("pk")


def ask_how_it_went(now: datetime) -> int:
    """Ask those who took a practice over how it went, after 30 and after 90 days."""
    return once_in_a_while("how", now, lambda: sum(ask_after(days, limit, now) for days, limit in REVIEWS))


def ask_after(days: int, limit: int, now: datetime) -> int:
    """Ask those who took something over at least `days` and less than `limit` days ago, and were not asked yet.

    Not in exercises, where nobody did anything, nor in archives, where nobody can answer; not about what is for named
    readers.
    """
    taken = Adoption.objects.filter(
        status__in=TAKEN, taken_at__lte=now - timedelta(days=days), taken_at__gt=now - timedelta(days=limit),
        post__state="published", post__space__state=SpaceState.ACTIVE,
    )  # fmt: skip
    due = (
        taken.exclude(post__label=Label.RED)
        .exclude(reviews__days=days)
        .select_related("post__space", "post__organisation", "organisation")
    )
    return sum(do_ask_how(adoption, days, now) for adoption in due.order_by("taken_at")[: MOST // 2])


def sum_up_month(now: datetime) -> int:
    """Tell each organisation what others did last month with what it shared; none where nobody did anything."""
    month = Month.before(now)
    return once_in_a_while("month", now, lambda: sum(do_sum_up(key, month) for key in not_summed_up(month)[:MOST]))


def not_summed_up(month: Month) -> list[int]:
    """Keys of the organisations that have yet to hear of a month."""
    told = set(Summary.objects.filter(month=month.name).values_list("organisation", flat=True))
    # Nobody is told for those that stand for unnamed cities.
    known = Organisation.objects.filter(pk__in=concerned_by(month) - told)
    return sorted(known.values_list("pk", flat=True))


def do_sum_up(organisation_id: int, month: Month) -> bool:
    """Record that it is time to tell one organisation; False where another worker did."""
    organisation = Organisation.objects.get(pk=organisation_id)
    with transaction.atomic():
        _row, is_new = Summary.objects.get_or_create(organisation=organisation, month=month.name)
        if is_new:
            record("practice.month", organisation_uid=organisation.uid, data={"month": month.name})
    return is_new
