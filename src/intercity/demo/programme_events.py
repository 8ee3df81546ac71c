"""The events of the demo: the workshop of 2020, the weeks that moved from city to city, and one in the exercise."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone

from intercity.kinds.event.links import SERIES
from intercity.kinds.event.models import Event
from intercity.organisations.models import Organisation, Person
from intercity.posts.actions import do_link, do_publish
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, Topic

if TYPE_CHECKING:
    from intercity.demo.programme import Programme

DATA: Final = Path(__file__).parent / "data" / "events.json"
EXERCISE: Final = "heatwave-exercise"


def load_events(programme: Programme) -> None:
    """Write them; those that others lead back to stand in `programme.posts`."""
    told = json.loads(DATA.read_text(encoding="utf-8"))
    nice = programme.people["city-of-nice"]
    row = told["workshop"]
    programme.posts["workshop"] = announce(nice, programme.partnership, row, moments(row))
    row = told["series"]
    whole = announce(nice, programme.project, row, {**whole_days(row), "is_series": True})
    programme.posts["week-series"] = whole
    for row in told["editions"]:
        person = programme.people[row["org"]]
        edition = announce(person, programme.project, row, whole_days(row))
        do_link(whole, edition, SERIES, edition.organisation, person)
        programme.posts[row["key"]] = edition
    add_exercise(programme, told["exercise"])


def add_exercise(programme: Programme, row: dict[str, Any]) -> None:
    """One that comes tomorrow, so that the calendar is alive."""
    space = Space.objects.get(slug=EXERCISE)
    tomorrow = timezone.localdate() + timedelta(days=1)
    zone = ZoneInfo(row["zone"])
    times = {name: time.fromisoformat(row[name]) for name in ("begins", "ends")}
    starts, ends = (datetime.combine(tomorrow, times[name], tzinfo=zone) for name in ("begins", "ends"))
    details = {"starts_at": starts, "ends_at": ends, "zone": row["zone"]}
    person = programme.people["city-of-nice"]
    programme.posts["exercise-meeting"] = announce(person, space, row, details)


def announce(person: Person, space: Space, row: dict[str, Any], times: dict[str, Any]) -> Post:
    """Publish one for the account's organisation, on the day on which it was made known."""
    names = ("mode", "place", "link", "capacity", "question", "agenda", "access", "interpretation")
    details = {name: row[name] for name in names if row.get(name)} | times
    published = row.get("published")
    at = datetime.fromisoformat(f"{published}T10:00+00:00") if published else timezone.now() - timedelta(hours=3)
    content = PostContent(
        title=row["title"], body=row["body"], label=Label.CLEAR, details=details,
        topics=list(Topic.objects.filter(slug__in=row["topics"])),
    )  # fmt: skip
    organisation = Organisation.objects.get(memberships__person=person)
    return do_publish(space, "event", content, organisation, person, published_at=at)


def moments(row: dict[str, Any]) -> dict[str, Any]:
    """When it began and ended, by the clock at its place."""
    zone = ZoneInfo(row["zone"])
    starts, ends = (datetime.fromisoformat(row[name]).replace(tzinfo=zone) for name in ("begins", "ends"))
    return {"starts_at": starts, "ends_at": ends, "zone": row["zone"]}


def whole_days(row: dict[str, Any]) -> dict[str, Any]:
    """From the midnight before its first day to the one after its last."""
    zone = row.get("zone", "Europe/Paris")
    first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"]) + timedelta(days=1)
    starts, ends = (datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)) for day in (first, last))
    return {"starts_at": starts, "ends_at": ends, "zone": zone, "all_day": True}


def move_events(shift: timedelta) -> None:
    """Move the events of the exercise along with it; what comes again is not over."""
    for event in Event.objects.filter(post__space__slug=EXERCISE).select_related("post"):
        # By the clock of the place: it still begins at two when the clocks were changed in between.
        was = event.starts_at
        starts, ends = (at.astimezone(event.tz) + shift for at in (event.starts_at, event.ends_at))
        event.starts_at, event.ends_at, event.over_at = starts, ends, None
        event.sequence += 1
        event.save(update_fields=["starts_at", "ends_at", "over_at", "sequence"])
        by = starts - was
        event.sessions.update(starts_at=F("starts_at") + by, ends_at=F("ends_at") + by)
        Post.objects.filter(pk=event.pk).update(begins_on=event.first_day)
