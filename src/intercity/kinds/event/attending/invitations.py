"""The calendar files that go to those who take part: invitation, change, "take it out" (RFC 5545 and 5546)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Timezone, vCalAddress
from icalendar import Event as Component

from intercity.core.text import header_line
from intercity.kinds.event.attending.actions import sequence_of
from intercity.kinds.event.attending.models import Part, Registration
from intercity.kinds.event.files import PRODUCT, component_of, zones_of
from intercity.notifications.addresses import reply_address
from intercity.notifications.mail import answer_address
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.telling import CalendarFile

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def uid_of(post: Post) -> str:
    """The name of an event in every calendar; it never changes."""
    return str(component_of(post)["UID"])


def invitation(row: Registration, post: Post) -> CalendarFile:
    """What the person's calendar shows and answers; `post` as they may see it, with its event."""
    entry = entry_of(row, post)
    add_people(entry, row, post)
    return CalendarFile(REQUEST, bytes_of(REQUEST, entry, post))


def taken_out(row: Registration, post: Post) -> CalendarFile:
    """That it is to go from the person's calendar: it was cancelled, or they do not come."""
    entry = entry_of(row, post, "CANCELLED")
    add_people(entry, row, post)
    return CalendarFile(CANCEL, bytes_of(CANCEL, entry, post))


def bare(row: Registration, post: Post, *, out: bool = False) -> CalendarFile:
    """As the two above for a label under which no word may leave the house: when, and where to read more. Nobody can
    answer it: answers would travel.
    """
    entry = entry_of(row, post, "CANCELLED" if out else "CONFIRMED")
    if out:
        add_organizer(entry, "Intercity", "")
    method = CANCEL if out else PUBLISH
    return CalendarFile(method, bytes_of(method, entry, post))


def known_only(row: Registration, sequence: int) -> CalendarFile:
    """That it is to go from the calendar of somebody who cannot see it any more: its name there, and when it began as
    far as they knew. Whatever else it says by now is not theirs to read; the address of who invites is their own.
    """
    entry = Component()
    said = {"UID": uid_of(row.post), "SEQUENCE": sequence, "DTSTAMP": timezone.now().replace(microsecond=0)}
    for name, value in {**said, "STATUS": "CANCELLED"}.items():
        entry.add(name, value)
    if row.known_starts_at is not None:
        entry.add("DTSTART", row.known_starts_at.astimezone(UTC))
    add_organizer(entry, "Intercity", reply_address(row.person, row.post))
    entry.add("ATTENDEE", vCalAddress(f"mailto:{row.person.email}"))
    return CalendarFile(CANCEL, as_bytes(CANCEL, entry, []))


def entry_of(row: Registration, post: Post, status: str = "CONFIRMED") -> Component:
    """The event as every calendar file shows it, in this person's edition of it, said now."""
    entry = component_of(post)
    said = {"SEQUENCE": sequence_of(post.event, row), "DTSTAMP": timezone.now().replace(microsecond=0)}
    for name, value in {**said, "STATUS": status}.items():
        del entry[name]
        entry.add(name, value)
    return entry


def add_people(entry: Component, row: Registration, post: Post) -> None:
    """Who invites, and whom. Calendar programs answer whoever invites: at an address of this person's own."""
    answers = answer_address(viewer_for(row.person), row.person, post)
    add_organizer(entry, post.organisation.name, answers)
    attendee = vCalAddress(f"mailto:{row.person.email}")
    attendee.params["CN"] = header_line(str(row.person))
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = part_of(row)
    attendee.params["RSVP"] = "TRUE" if answers else "FALSE"
    entry.add("ATTENDEE", attendee)


def add_organizer(entry: Component, name: str, answers: str) -> None:
    """The one who invites; where no mail comes in, with the address that mails of ours come from."""
    organizer = vCalAddress(f"mailto:{answers or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = header_line(name)
    entry.add("ORGANIZER", organizer)


def part_of(row: Registration) -> str:
    """Whether they come, in the words of calendars."""
    if row.state == Part.COMING:
        return "TENTATIVE" if row.tentative else "ACCEPTED"
    return "DECLINED" if row.state in (Part.DECLINED, Part.CANCELLED) else "NEEDS-ACTION"


def bytes_of(method: str, entry: Component, post: Post) -> bytes:
    """The file, with the rules of the zone that the event is in."""
    return as_bytes(method, entry, zones_of([post]))


def as_bytes(method: str, entry: Component, zones: Sequence[Timezone]) -> bytes:
    """The file of one entry."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method)
    for zone in zones:
        calendar.add_component(zone)
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
