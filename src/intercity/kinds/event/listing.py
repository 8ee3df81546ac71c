"""Events in the order of the calendar: which of them a viewer sees, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db.models import Q

from intercity.core.pagination import make_cursor, read_cursor
from intercity.kinds.event.months import Month, month_of
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Space

PAGE_SIZE: Final = 60
MOST_IN_MONTH: Final = 400
# The clocks of the world are at most 14 hours apart from UTC.
APART: Final = timedelta(hours=14)


@dataclass(frozen=True)
class MonthOfEvents:
    """The events that begin in one month."""

    month: Month
    posts: Sequence[Post]


@dataclass(frozen=True)
class PastEvents:
    """One page of what is over, the newest first; `next` is the cursor of the page after, or ""."""

    months: Sequence[MonthOfEvents]
    next: str


def events_for(viewer: Viewer, space: Space | None = None) -> PostQuerySet:
    """The events that `viewer` may see, in `space` or everywhere, with what lists show of them."""
    rows = Post.objects.visible_to(viewer).roots().filter(event__isnull=False)
    if space is not None:
        rows = rows.filter(space=space)
    return rows.with_details().select_related("organisation", "space")


def in_month(rows: PostQuerySet, month: Month) -> list[Post]:
    """Those that are on in `month` by the clock at their place, the first to begin first; no series as a whole."""
    begin, end = (datetime.combine(day, time(0), tzinfo=UTC) for day in (month.first, month.last + timedelta(days=1)))
    near = rows.filter(event__is_series=False, event__starts_at__lt=end + APART, event__ends_at__gt=begin - APART)
    found = near.order_by("event__starts_at", "pk")[:MOST_IN_MONTH]
    return [post for post in found if post.event.first_day <= month.last and post.event.last_day >= month.first]


def coming_after(rows: PostQuerySet, month: Month) -> list[MonthOfEvents]:
    """Those that are not over and begin after `month`."""
    end = datetime.combine(month.last, time(0), tzinfo=UTC) - APART
    later = rows.filter(event__is_series=False, event__over_at=None, event__starts_at__gt=end)
    found = later.order_by("event__starts_at", "pk")[: PAGE_SIZE + MOST_IN_MONTH]
    return by_month([post for post in found if post.event.first_day > month.last][:PAGE_SIZE])


def past(rows: PostQuerySet, cursor: str | None) -> PastEvents:
    """A page of those that are over."""
    rows = rows.filter(event__is_series=False, event__over_at__isnull=False)
    place = read_cursor(cursor)
    if place is not None:
        at, pk = place
        rows = rows.filter(Q(event__starts_at__lt=at) | Q(event__starts_at=at, pk__lt=pk))
    found = list(rows.order_by("-event__starts_at", "-pk")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    last = make_cursor(shown[-1].event.starts_at, shown[-1].pk) if len(found) > PAGE_SIZE else ""
    return PastEvents(by_month(shown), last)


def series_among(rows: PostQuerySet) -> list[Post]:
    """The series as a whole, the newest first."""
    return list(rows.filter(event__is_series=True).order_by("-event__ends_at", "-pk")[:PAGE_SIZE])


def by_month(posts: Iterable[Post]) -> list[MonthOfEvents]:
    """`posts` as they come, gathered by the month in which they begin."""
    found: dict[Month, list[Post]] = {}
    for post in posts:
        found.setdefault(month_of(post.event.first_day), []).append(post)
    return [MonthOfEvents(month, some) for month, some in found.items()]


def days_of(post: Post, month: Month) -> list[date]:
    """The days of `month` on which it is."""
    first, last = max(post.event.first_day, month.first), min(post.event.last_day, month.last)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
