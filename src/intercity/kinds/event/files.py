"""Events as iCalendar (RFC 5545): what calendar programs show.

A file leaves the house as a mail does, so the same rule holds: of what is for one space or for named readers it says
that there is something and when, never what or where; the link leads to the page, which asks who comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from anyascii import anyascii
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from icalendar import Calendar, Timezone
from icalendar import Event as Component

from intercity.core.markdown import to_lines
from intercity.kinds.event.models import Event, Mode
from intercity.kinds.event.vtimezones import rules_of
from intercity.kinds.event.writing import agenda_of
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Label

PRODUCT: Final = "-//Intercity//Calendar//EN"
SPOKEN: Final = (Label.CLEAR, Label.GREEN)
MOST_EVENTS: Final = 1000
LONGEST_TEXT: Final = 8000
LONGEST_NAME: Final = 60


def in_files(rows: PostQuerySet) -> list[Post]:
    """Those of `rows` that a file of many holds, the first to begin first: past ones too, and where there are more than
    a file holds the newest; no series as a whole.
    """
    newest = rows.filter(event__is_series=False).order_by("-event__starts_at", "-pk")[:MOST_EVENTS]
    return list(newest)[::-1]


def calendar_of(posts: Iterable[Post], name: str) -> bytes:
    """A calendar of these events, with the rules of every time zone that they are in."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(name))
    shown = list(posts)
    prefetch_related_objects([post.event for post in shown], "sessions", "speakers")
    # A calendar without any component is no valid file, so an empty one says the rules of the network's own zone.
    for zone in zones_of(shown) if shown else [own_zone()]:
        calendar.add_component(zone)
    for post in shown:
        calendar.add_component(component_of(post))
    return bytes(calendar.to_ical())


def zones_of(posts: Sequence[Post]) -> list[Timezone]:
    """The rules of the zones of these events, from the year before the first in each to the year after its last."""
    years: dict[str, list[int]] = {}
    for row in (post.event for post in posts if not post.event.all_day):
        years.setdefault(row.tz.key, []).extend((row.starts_at.year, row.ends_at.year))
    return [
        rules_of(ZoneInfo(name), date(min(found) - 1, 1, 1), date(max(found) + 2, 1, 1))
        for name, found in sorted(years.items())
        if name != "UTC"
    ]


def own_zone() -> Timezone:
    """The rules of the network's own zone, this year."""
    year = timezone.now().year
    return rules_of(ZoneInfo(settings.TIME_ZONE), date(year, 1, 1), date(year + 1, 1, 1))


def component_of(post: Post) -> Component:
    """One event. Its UID never changes; SEQUENCE, DTSTAMP and LAST-MODIFIED say which version of it this is."""
    row: Event = post.event
    stands = row.stated_at or post.published_at
    found = Component()
    found.add("uid", f"{post.uid}@{urlsplit(settings.PUBLIC_URL).hostname or 'intercity'}")
    found.add("dtstamp", stands)
    found.add("last-modified", max(stands, post.edited_at or stands))
    found.add("created", post.published_at)
    found.add("sequence", row.sequence)
    found.add("status", "CANCELLED" if row.is_cancelled else "CONFIRMED")
    add_times(found, row)
    found.add("url", settings.PUBLIC_URL + post.get_absolute_url())
    add_words(found, post)
    return found


def add_times(found: Component, row: Event) -> None:
    """Days, or moments in the zone of the place; the last day of a file is the one after."""
    if row.all_day:
        found.add("dtstart", row.first_day)
        found.add("dtend", row.last_day + timedelta(days=1))
        return
    found.add("dtstart", local(row, row.starts_at))
    found.add("dtend", local(row, row.ends_at))


def local(row: Event, at: datetime) -> datetime:
    """A moment in the event's zone. Which of two equal times is meant a file cannot say there, so it is said in UTC."""
    there = at.astimezone(row.tz)
    if there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset():
        return at
    return there


def add_words(found: Component, post: Post) -> None:
    """What it is, as far as its label lets words leave the house."""
    found.add("summary", summary(post))
    if post.label not in SPOKEN:
        found.add("class", "PRIVATE")
        return
    row: Event = post.event
    found.add("description", clean(description(post))[:LONGEST_TEXT])
    where = [row.place] if row.place else []
    where += [row.link] if row.link and row.mode != Mode.ONSITE else []
    if where:
        found.add("location", clean(" · ".join(where)))
    if post.label != Label.CLEAR:
        found.add("class", "PRIVATE")


def summary(post: Post) -> str:
    """Its title, as far as its label lets words leave the house; an exercise says that it is one, once."""
    spoken = post.label in SPOKEN
    title = clean(post.title) if spoken else _("An event (%(label)s)") % {"label": post.get_label_display()}
    says_so = any(title.casefold().startswith(word.casefold()) for word in ("Exercise", _("Exercise")))
    return f"[{_('Exercise')}] {title}" if post.space.is_exercise and not says_so else title


def file_name(post: Post) -> str:
    """What the file of one event is called: after its title, or its uid where the title may not leave the house."""
    words = slugify(anyascii(post.title))[:LONGEST_NAME].strip("-") if post.label in SPOKEN else ""
    return f"{words or post.uid}.ics"


def description(post: Post) -> str:
    """Why it was called off, what it asks, what it is about, its agenda."""
    row: Event = post.event
    called_off = _("Cancelled: %(why)s") % {"why": row.cancelled_why} if row.cancelled_why else ""
    parts = (called_off, row.question, to_lines(post.html), agenda_of(row), row.access)
    return "\n\n".join(part for part in parts if part)


def clean(text: str) -> str:
    """Without what may not stand in such a file: control characters other than the ends of lines."""
    return "".join(char for char in text.replace("\r\n", "\n") if char == "\n" or char.isprintable())


def viewer_name(viewer: Viewer) -> str:
    """What the calendar of everything is called."""
    return "Intercity" if viewer.organisation is None else f"Intercity · {viewer.organisation.plate}"
