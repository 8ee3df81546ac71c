"""Template words of events."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime
from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def here_moment(at: datetime) -> str:
    """A moment in the zone that it is given in: "Fri 5 Mar, 10:00"."""
    return format_datetime(at, "EEE d MMM, HH:mm", locale=get_language() or "en")
