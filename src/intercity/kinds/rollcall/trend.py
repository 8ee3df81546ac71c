"""The same roll call week after week: what each field came to each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from intercity.kinds.rollcall.comparing import Group, aligned, matching
from intercity.kinds.rollcall.figures import Figures, figures_of
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.seeing import Seen, see
from intercity.kinds.rollcall.sheet import Row
from intercity.kinds.rollcall.values.types import Asked
from intercity.kinds.rollcall.visibility import rollcalls_with_answers_for
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post

# The newest ones of a series; older ones have their own pages.
MOST = 12
# Reading more answers than this takes too long for a panel of a page.
MOST_ANSWERS = 20_000


@dataclass(frozen=True)
class Moment:
    """One roll call of a series, and what its answers say to the field that is looked at."""

    rollcall: RollCall
    on: date
    group: Group
    figures: Figures
    is_this: bool
    """Whether it is the one whose page is looked at."""


@dataclass(frozen=True)
class Trend:
    """One field over a series, the oldest first. `field` has every option that was asked once."""

    field: Asked
    moments: Sequence[Moment]


def seen_rollcalls(viewer: Viewer) -> Q:
    """A filter over roll calls that leaves those whose question and answers `viewer` sees."""
    posts = Post.objects.visible_to(viewer).roots().order_by().values("pk")
    return Q(post__in=posts) & rollcalls_with_answers_for(viewer)


def series_of(viewer: Viewer, rollcall: RollCall) -> list[RollCall]:
    """The roll calls of its series whose answers the viewer sees, the oldest first; at most the newest `MOST`."""
    first = rollcall.first_id or rollcall.pk
    rows = RollCall.objects.filter(Q(pk=first) | Q(first=first)).filter(seen_rollcalls(viewer))
    rows = rows.select_related("post__space", "post__organisation").order_by("-post__published_at", "-pk")
    return list(rows[:MOST])[::-1]


def trends_of(viewer: Viewer, rollcall: RollCall, series: Iterable[RollCall]) -> list[Trend]:
    """A trend for each field of `rollcall` that was asked at least twice in its series."""
    seen = [one for other in series if (one := see(viewer, other.post)) is not None]
    own = next((one for one in seen if one.rollcall.pk == rollcall.pk), None)
    found = [trend_of(field, seen, rollcall) for field in (own.sheet.open_fields if own is not None else ())]
    return [trend for trend in found if len(trend.moments) > 1]


def trend_of(field: Asked, seen: Iterable[Seen], this: RollCall) -> Trend:
    """One field over those roll calls that ask it: of the same type, in the same words."""
    parts = []
    for one in seen:
        other = matching(field, one.sheet.fields)
        if other is not None:
            field, rows = aligned(field, other, one.rows)
            parts.append((one, rows))
    return Trend(field, [moment_of(field, one, rows, this) for one, rows in parts])


def moment_of(field: Asked, seen: Seen, rows: Sequence[Row], this: RollCall) -> Moment:
    """What the answers to one roll call came to."""
    on = timezone.localdate(seen.post.published_at)
    group = Group(seen.post.title, rows, seen.asked)
    figures = figures_of([field], group.rows, seen.asked)
    return Moment(seen.rollcall, on, group, figures, seen.rollcall.pk == this.pk)
