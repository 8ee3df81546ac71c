"""What stands on the page of an event: its agenda, and the time in the reader's own zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from intercity.core.days import city_of
from intercity.kinds.event.models import Event, Session, Speaker
from intercity.kinds.event.saying import clocks_of, whole
from intercity.kinds.event.zones import is_zone, zone_named
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for


@dataclass(frozen=True)
class ShownSession:
    """One session as the page shows it; `day` only where it is another than that of the session above."""

    row: Session
    clocks: SafeString
    speakers: Sequence[Speaker]
    day: str = ""


@dataclass(frozen=True)
class Agenda:
    """Sessions and speakers, under the event; the same for everyone who sees it."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Events have it."""
        return post.kind == "event"

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The agenda, "" for none."""
        return audience.render("event/_agenda.html", ("agenda", post.pk), [post.uid], lambda: agenda_context(post))


def agenda_context(post: Post) -> dict[str, Any]:
    """Who speaks at the event as a whole, and its sessions; two questions to the database."""
    event: Event = post.event
    by_session: dict[int | None, list[Speaker]] = {}
    for speaker in event.speakers.all():
        by_session.setdefault(speaker.session_id, []).append(speaker)
    shown, day = [], event.first_day
    for row in event.sessions.all():
        its_day = row.starts_at.astimezone(event.tz).date() if row.starts_at else day
        said = whole(its_day) if its_day != day else ""
        shown.append(ShownSession(row, clocks_of(event, row), by_session.get(row.pk, []), said))
        day = its_day
    return {
        "post": post,
        "speakers": by_session.get(None, []),
        "sessions": shown,
        "timed": any(one.clocks for one in shown),
    }


@dataclass(frozen=True)
class CalledOff:
    """Above everything else: that it does not take place, and why; the same for everyone who sees it."""

    place: Place = "head"

    def applies(self, post: Post) -> bool:
        """Events that were called off."""
        return post.kind == "event" and post.event.is_cancelled

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Two sentences at most."""
        return audience.render("event/_called_off.html", post.pk, [post.uid], lambda: {"post": post})


@dataclass(frozen=True)
class OwnTime:
    """The time of the event in the zone that the reader has chosen, where no script says it."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Events have it."""
        return post.kind == "event"

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """One sentence; "" for readers without a zone of their own, and for those of the event's."""
        event, person = post.event, request.viewer.person
        name = person.time_zone if person is not None else ""
        if event.all_day or not name or not is_zone(name):
            return ""
        zone = zone_named(name)
        starts, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
        if starts.utcoffset() == event.starts_at.astimezone(event.tz).utcoffset():
            return ""
        context = {"starts": starts, "ends": ends, "zone": city_of(zone)}
        return render_to_string("event/_own_time.html", context)


@dataclass(frozen=True)
class Own:
    """Beside the event: its file for calendars; for who may edit it, calling it off, or taking that back."""

    place: Place = "beside"

    def applies(self, post: Post) -> bool:
        """Events have it."""
        return post.kind == "event"

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Others see the file only."""
        viewer, tags = request.viewer, [post.uid, post.space.uid, "space"]
        edits = find_for(viewer, ("edits", post.pk), tags, lambda: may(viewer, "post.edit", post), audience.since)
        if not edits or post.event.over_at:
            return audience.render("event/_file.html", post.pk, [post.uid], lambda: {"post": post})
        return render_to_string("event/_own.html", {"post": post}, request)


agenda = Agenda()
called_off = CalledOff()
own_time = OwnTime()
own = Own()
