"""When somebody's next digest goes out."""

from __future__ import annotations

import zoneinfo
from datetime import datetime, time, timedelta
from typing import Final

from django.conf import settings

from intercity.organisations.models import Person
from intercity.posts.telling import Pace

DIGEST_AT: Final = time(7, 30)
MONDAY: Final = 0


def next_digest(person: Person, pace: str, now: datetime) -> datetime:
    """The next half past seven in the person's own time zone after `now`; for a weekly digest, on a Monday."""
    zone = zone_of(person)
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= DIGEST_AT)
    if pace == Pace.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return datetime.combine(day, DIGEST_AT, tzinfo=zone)


def zone_of(person: Person) -> zoneinfo.ZoneInfo:
    """The person's time zone; the installation's if none was chosen or its name is unknown."""
    try:
        return zoneinfo.ZoneInfo(person.time_zone or settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
