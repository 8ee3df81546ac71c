"""Usual deadlines, in the network's time zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Whoever is asked needs at least so long to read it.
SHORTEST = timedelta(minutes=30)
LONGEST = timedelta(days=366)


class When(models.TextChoices):
    """The quick choices, and a moment of one's own."""

    TODAY = "today", _("Today at 18:00")
    TOMORROW = "tomorrow", _("Tomorrow at 12:00")
    WEEK = "week", _("In a week")
    MOMENT = "moment", _("Another moment")


def deadline_of(when: str, now: datetime) -> datetime:
    """The moment that a quick choice means. Raises KeyError for what is none."""
    days, hour = {When.TODAY: (0, 18), When.TOMORROW: (1, 12), When.WEEK: (7, 18)}[When(when)]
    return in_days(days, now, hour)


def in_days(days: int, now: datetime, hour: int = 18) -> datetime:
    """So many days from now, at that hour."""
    day = timezone.localtime(now).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def offered(now: datetime) -> list[str]:
    """The choices that make sense now: "today" only while there is time to answer."""
    late = deadline_of(When.TODAY, now) - now < SHORTEST
    return [when for when in When.values if not (late and when == When.TODAY)]
