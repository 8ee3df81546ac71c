"""The rules of a time zone, as calendar files carry them (RFC 5545, VTIMEZONE).

One entry for each change of the clock, each with a beginning of its own: some readers take only the first of several
dates of one entry, and icalendar's own writer says the beginning of summer time an hour late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY: Final = timedelta(days=1)


@lru_cache(maxsize=128)
def rules_of(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """The rules of `zone` for all moments from `first` to `last`."""
    found = Timezone()
    found.add("tzid", zone.key)
    begin = datetime.combine(first, time(0), tzinfo=UTC)
    found.add_component(entry(zone, begin, begin))
    for at in changes(zone, begin, datetime.combine(last, time(0), tzinfo=UTC)):
        found.add_component(entry(zone, at - timedelta(seconds=1), at))
    return found


def changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The moments from `begin` to `end` from which the clock in `zone` goes by another offset."""
    at = begin
    while at < end:
        if offset(zone, at) != offset(zone, at + DAY):
            yield change_between(zone, at, at + DAY)
        at += DAY


def change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The moment of the one change between two, to the second."""
    was = offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (middle, high) if offset(zone, middle) == was else (low, middle)
    return high


def entry(zone: ZoneInfo, before: datetime, at: datetime) -> TimezoneDaylight | TimezoneStandard:
    """What holds from `at` on. Its beginning is said by the clock as it went just `before`."""
    local = at.astimezone(zone)
    found = TimezoneDaylight() if local.dst() else TimezoneStandard()
    found.add("dtstart", (at + offset(zone, before)).replace(tzinfo=None))
    found.add("tzoffsetfrom", offset(zone, before))
    found.add("tzoffsetto", offset(zone, at))
    found.add("tzname", local.tzname() or zone.key)
    return found


def offset(zone: ZoneInfo, at: datetime) -> timedelta:
    """How far the clock in `zone` is from UTC at a moment."""
    return at.astimezone(zone).utcoffset() or timedelta()
