"""Template words of events."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils.safestring import SafeString

from intercity.core.days import moment_words
from intercity.kinds.event.saying import said, when, where, whole
from intercity.posts.models import Post

register = template.Library()


@register.filter
def here_moment(at: datetime) -> str:
    """A moment in the zone that it is given in: "Fri 5 Mar, 10:00"."""
    return moment_words(at, "EEE d MMM, HH:mm")


@register.filter
def event_when(post: Post) -> SafeString:
    """When an event is, in its own zone."""
    return when(post.event)


@register.filter
def event_where(post: Post) -> str:
    """Where it is."""
    return where(post.event)


@register.filter
def event_clock(post: Post) -> str:
    """At what time it begins, where it is; "" for whole days."""
    event = post.event
    return "" if event.all_day else said(event.starts_at.astimezone(event.tz), "HH:mm")


@register.filter
def in_full(day: date) -> str:
    """A day in full: "Friday 5 March 2027"."""
    return whole(day)
