"""The calendar files that go to those who take part: invitation, change, "take it out" (RFC 5545 and 5546)."""

from __future__ import annotations

from datetime import UTC
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from intercity.core.text import header_line
from intercity.kinds.event.attending.actions import sequence_of
from intercity.kinds.event.attending.models import Part, Registration
from intercity.notifications.links import absolute
from intercity.notifications.mail import answer_address
from intercity.notifications.models import mail_host
from intercity.organisations.viewers import viewer_for
from intercity.posts.models import Post
from intercity.posts.telling import CalendarFile

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
PRODUCT = "-//Intercity//Events//EN"


def uid_of(post: Post) -> str:
    """The name of an event in every calendar; it never changes."""
    return f"event-{post.uid}@{mail_host()}"


def invitation(row: Registration, post: Post) -> CalendarFile:
    """What the person's calendar shows and answers; `post` as they may see it, with its event."""
    answers = answer_address(viewer_for(row.person), row.person, post)
    entry = whole_entry(row, post)
    add_people(entry, row, post, answers)
    return CalendarFile(REQUEST, bytes_of(REQUEST, entry))


def taken_out(row: Registration, post: Post) -> CalendarFile:
    """That it is to go from the person's calendar: called off, or they do not come."""
    entry = whole_entry(row, post)
    entry.add("STATUS", "CANCELLED")
    add_people(entry, row, post, answer_address(viewer_for(row.person), row.person, post))
    return CalendarFile(CANCEL, bytes_of(CANCEL, entry))


def bare(row: Registration, post: Post, *, out: bool = False) -> CalendarFile:
    """As the two above where no word of the post may leave the house: when, and where to read more. Nobody can answer
    it: answers would travel.
    """
    entry = plain_entry(row, post)
    entry.add("SUMMARY", _("Event"))
    if out:
        entry.add("STATUS", "CANCELLED")
        add_organizer(entry, "Intercity", "")
    method = CANCEL if out else PUBLISH
    return CalendarFile(method, bytes_of(method, entry))


def plain_entry(row: Registration, post: Post) -> Entry:
    """What every entry says: which event in which edition, when, and the address of its page."""
    entry, event = Entry(), post.event
    entry.add("UID", uid_of(post))
    entry.add("SEQUENCE", sequence_of(event, row))
    entry.add("DTSTAMP", timezone.now().replace(microsecond=0).astimezone(UTC))
    entry.add("DTSTART", event.starts_at.astimezone(UTC))
    entry.add("DTEND", event.ends_at.astimezone(UTC))
    entry.add("URL", absolute(post.get_absolute_url()))
    return entry


def whole_entry(row: Registration, post: Post) -> Entry:
    """With title, place and link too."""
    entry, event = plain_entry(row, post), post.event
    entry.add("SUMMARY", post.title)
    where = event.place or event.link
    if where:
        entry.add("LOCATION", where)
    said = [post.excerpt, event.link, absolute(post.get_absolute_url())]
    entry.add("DESCRIPTION", "\n\n".join(part for part in said if part))
    return entry


def add_people(entry: Entry, row: Registration, post: Post, answers: str) -> None:
    """Who invites, and whom. Calendar programs answer whoever invites: at an address of this person's own."""
    add_organizer(entry, post.organisation.name, answers)
    attendee = vCalAddress(f"mailto:{row.person.email}")
    attendee.params["CN"] = header_line(str(row.person))
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = part_of(row)
    attendee.params["RSVP"] = "TRUE" if answers else "FALSE"
    entry.add("ATTENDEE", attendee)


def add_organizer(entry: Entry, name: str, answers: str) -> None:
    """The one who invites; where no mail comes in, with the address that mails of ours come from."""
    organizer = vCalAddress(f"mailto:{answers or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = header_line(name)
    entry.add("ORGANIZER", organizer)


def part_of(row: Registration) -> str:
    """Whether they come, in the words of calendars."""
    if row.state == Part.COMING:
        return "TENTATIVE" if row.tentative else "ACCEPTED"
    return "DECLINED" if row.state in (Part.DECLINED, Part.CANCELLED) else "NEEDS-ACTION"


def bytes_of(method: str, entry: Entry) -> bytes:
    """The file."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method)
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
