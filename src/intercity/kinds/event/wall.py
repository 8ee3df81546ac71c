"""An event as the clock at its place shows it: for forms, versions and lists of facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from intercity.kinds.event.models import Event


def wall_of(event: Event) -> dict[str, Any]:
    """The fields of the form that say when it is."""
    starts, ends = event.starts_at.astimezone(event.tz), event.ends_at.astimezone(event.tz)
    same_day = event.first_day == (event.last_day if event.all_day else ends.date())
    return {
        "day": event.first_day, "last_day": None if same_day else (event.last_day if event.all_day else ends.date()),
        "begins": None if event.all_day else starts.time(), "ends": None if event.all_day else ends.time(),
        "zone": event.zone, "all_day": event.all_day,
    }  # fmt: skip


def in_words(event: Event) -> str:
    """When it is, on one line of plain text that sorts by time: "2027-03-05 10:00 – 2027-03-05 12:00 Europe/Paris"."""
    if event.all_day:
        return f"{event.first_day.isoformat()} – {event.last_day.isoformat()} {event.zone}"
    return f"{stamp(event, event.starts_at)} – {stamp(event, event.ends_at)} {event.zone}"


def stamp(event: Event, at: datetime) -> str:
    """One of its moments."""
    return at.astimezone(event.tz).strftime("%Y-%m-%d %H:%M")
