"""Times as a clock on the wall shows them, and the moments that they are. Knows neither tables nor settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class NoSuchTimeError(ValueError):
    """The clock never shows this time: it is put forward over it. `after` is what it shows then."""

    def __init__(self, after: datetime) -> None:
        """`after` is the first time that there is again."""
        super().__init__(after.isoformat())
        self.after = after


@dataclass(frozen=True)
class Moment:
    """A moment, and whether the clock shows that time twice in the night; it is the first of the two then."""

    at: datetime
    twice: bool = False


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_named(name: str) -> ZoneInfo:
    """The zone; UTC for a name that is known no more."""
    return ZoneInfo(name) if is_zone(name) else ZoneInfo("UTC")


def moment_at(day: date, clock: time, zone: ZoneInfo) -> Moment:
    """When the clock in `zone` shows `clock` on `day`. NoSuchTimeError when it never does; OverflowError at the ends
    of the calendar.
    """
    wall = datetime.combine(day, clock.replace(fold=0, tzinfo=None), tzinfo=zone)
    utc = wall.astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise NoSuchTimeError(gap_end(wall, zone))
    return Moment(utc, twice=wall.utcoffset() != wall.replace(fold=1).utcoffset())


def gap_end(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first time after a gap in which `wall` lies."""
    before, after = wall.replace(fold=0).utcoffset(), wall.replace(fold=1).utcoffset()
    assert before is not None
    assert after is not None
    # Between these two the clock is put forward; seldom by more or less than an hour, and at any minute.
    low, high = (wall.replace(tzinfo=UTC) - max(before, after)), (wall.replace(tzinfo=UTC) - min(before, after))
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0).astimezone(zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which `day` begins; a zone may put its clock forward just then."""
    try:
        return moment_at(day, time(0), zone).at
    except NoSuchTimeError as gap:
        return gap.after.astimezone(UTC)


def offset_words(at: datetime) -> str:
    """The offset of an aware moment: "UTC+02:00"."""
    offset = at.utcoffset() or timedelta()
    minutes = round(abs(offset).total_seconds() / 60)
    return f"UTC{'-' if offset < timedelta() else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
