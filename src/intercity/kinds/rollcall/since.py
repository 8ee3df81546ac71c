"""Moments as addresses and people say them: "monday", "yesterday", a date, a date with a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAYS = {"yesterday": 1, "week": 7}


def read_moment(text: str, now: datetime | None = None) -> datetime | None:
    """The moment that `text` says, in the network's time zone; None for what is no moment.

    A day is its first minute. "monday" is the last Monday before today.
    """
    local = timezone.localtime(now)
    text = text.strip().lower()
    if text == "monday":
        return midnight(local.date() - timedelta(days=local.weekday() or 7))
    if text in DAYS:
        return midnight(local.date() - timedelta(days=DAYS[text]))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return sensible(found)


def sensible(found: datetime) -> datetime | None:
    """With the network's time zone where there is none; None where that is outside of what a calendar holds."""
    if not 1970 < found.year < 9000:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def midnight(on: date) -> datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.combine(on, time.min))
