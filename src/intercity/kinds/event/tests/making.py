"""Events for tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona, make_post


def at(text: str, zone: str = "Europe/Paris") -> datetime:
    """The moment at which the clock in `zone` shows `text`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def make_event(
    who: Persona,
    space: Space,
    begins: str = "2031-03-05T10:00",
    ends: str = "",
    zone: str = "Europe/Paris",
    **more: Any,
) -> Post:
    """An event through the same action as every other; two hours long in the morning if nothing else is said."""
    times = {"starts_at": at(begins, zone), "ends_at": at(ends or f"{begins[:11]}23:00", zone), "zone": zone}
    return make_post(who, space, kind="event", **{"title": "Drill", **times, **more})
