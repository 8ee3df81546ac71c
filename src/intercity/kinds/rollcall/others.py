"""Other roll calls that an answer can be compared with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from intercity.kinds.rollcall.models import Field, RollCall
from intercity.kinds.rollcall.trend import seen_rollcalls
from intercity.kinds.rollcall.values.types import Asked
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import SpaceState

# More do not fit into a menu; the newest are wanted most.
MOST = 60


def others_for(viewer: Viewer, rollcall: RollCall, fields: Iterable[Asked]) -> list[RollCall]:
    """Those of the same series, then others with a field of the same type and wording; the newest first.

    Only such whose question and answers `viewer` sees.
    """
    first = rollcall.first_id or rollcall.pk
    series = Q(pk=first) | Q(first=first)
    rows = RollCall.objects.filter(seen_rollcalls(viewer)).filter(series | asking_the_same(fields))
    # What was invented for an exercise stands beside nothing that is real.
    exercise = Q(post__space__state=SpaceState.EXERCISE)
    rows = rows.filter(exercise if rollcall.post.space.is_exercise else ~exercise)
    rows = rows.exclude(pk=rollcall.pk).select_related("post__space", "post__organisation")
    found = list(rows.order_by("-post__published_at", "-pk")[:MOST])
    return sorted(found, key=lambda one: first not in (one.pk, one.first_id))


def asking_the_same(fields: Iterable[Asked]) -> Q:
    """The roll calls with a field of the same type and wording as one of these."""
    same = reduce(or_, (Q(type=one.type, label__iexact=one.label) for one in fields), Q(pk__in=[]))
    return Q(pk__in=Field.objects.filter(same).order_by().values("rollcall"))
