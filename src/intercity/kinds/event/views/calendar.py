"""The calendar of a space, and that of everything its reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.core.pagination import known_cursor
from intercity.kinds.event.listing import coming_after, days_of, events_for, in_month, past, series_among
from intercity.kinds.event.months import Month, month_of, read_month, weekdays
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.opening import tags_of
from intercity.posts.parts import Audience, audience_for, find_for, space_for
from intercity.spaces.models import Space

# First words of the acts that change what the calendar of everything shows.
ABOUT = ("post", "posts", "event", "organisation", "space")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a month, or what is past from a place on; `today` is the day on which it is asked."""

    today: date
    month: Month | None = None
    past: bool = False
    after: str | None = None

    @property
    def shown(self) -> Month:
        """The month in the grid."""
        return self.month or month_of(self.today)


@dataclass(frozen=True)
class Cell:
    """One day of the grid."""

    day: date
    posts: Sequence[Post]
    is_inside: bool
    is_today: bool


@require_safe
@public_page
def everywhere(request: Request) -> HttpResponse:
    """Every event that the viewer sees."""
    audience, asked = audience_for(request.viewer), read_asked(request)
    context = {
        "section": "calendar", "asked": asked, "calendar": part(request.viewer, audience, None, asked),
        "canonical": settings.PUBLIC_URL + reverse("calendar"),
    }  # fmt: skip
    return render(request, "event/calendar.html", context)


@require_safe
@public_page
def of_space(request: Request, slug: str) -> HttpResponse:
    """The events of a space; 404 for whoever may not know of it."""
    viewer, audience = request.viewer, audience_for(request.viewer)
    space, asked = space_for(viewer, audience, slug), read_asked(request)
    coordinates = find_for(
        viewer, ("coordinates", space.pk), ["space"], lambda: may(viewer, "space.coordinate", space), audience.since
    )
    publishes = find_for(
        viewer, ("publishes", space.pk), ["space"], lambda: may(viewer, "space.publish", space), audience.since
    )
    context = {
        "section": "spaces", "tab": "calendar", "space": space, "may_coordinate": coordinates, "publishes": publishes,
        "asked": asked, "calendar": part(viewer, audience, space, asked),
        "canonical": settings.PUBLIC_URL + reverse("space_calendar", args=[slug]),
    }  # fmt: skip
    return render(request, "event/space_calendar.html", context)


def read_asked(request: Request) -> Asked:
    """What the address asks for; what cannot be read is left out."""
    params = request.GET
    cursor = known_cursor(params.get("after"))
    return Asked(timezone.localdate(), read_month(params.get("month", "")), params.get("past") == "1", cursor)


def part(viewer: Viewer, audience: Audience, space: Space | None, asked: Asked) -> SafeString:
    """The calendar itself: the same for everyone who sees the same events, so it is kept."""
    tags = tags_of(space) if space is not None else ABOUT
    name = ("calendar", space.pk if space else 0, asked)
    template = "event/_past.html" if asked.past else "event/_month.html"
    return audience.render(template, name, tags, lambda: context_of(viewer, space, asked))


def context_of(viewer: Viewer, space: Space | None, asked: Asked) -> dict[str, Any]:
    """What the part shows."""
    rows, month = events_for(viewer, space), asked.shown
    if asked.past:
        return {"space": space, "found": past(rows, asked.after)}
    posts = in_month(rows, month)
    return {
        "space": space, "month": month, "days": first_days(posts, month), "weeks": weeks_of(posts, month, asked.today),
        "weekdays": weekdays(), "earlier": month.earlier(), "later": month.later(),
        "coming": coming_after(rows, month) if asked.month is None else [],
        "series": series_among(rows) if asked.month is None else [], "is_now": month == month_of(asked.today),
    }  # fmt: skip


def weeks_of(posts: Sequence[Post], month: Month, today: date) -> list[list[Cell]]:
    """The grid: each day with what is on."""
    on: dict[date, list[Post]] = {}
    for post in posts:
        for day in days_of(post, month):
            on.setdefault(day, []).append(post)
    return [
        [Cell(day, on.get(day, []), month_of(day) == month, day == today) for day in week] for week in month.weeks()
    ]


def first_days(posts: Sequence[Post], month: Month) -> list[tuple[date, list[Post]]]:
    """Each event under the first of its days in the month."""
    found: dict[date, list[Post]] = {}
    for post in posts:
        found.setdefault(max(post.event.first_day, month.first), []).append(post)
    return sorted(found.items())
