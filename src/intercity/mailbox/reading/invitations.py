"""The calendar file in a mail that answers an invitation (RFC 5546, METHOD:REPLY)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import Message
from typing import Any, Final

from icalendar import Calendar

from intercity.core.invitations import InvitationReply, Part
from intercity.mailbox.reading.parts import content_of, leaves_of, parameter

# Answers of real programs have some two thousand characters, with the time zone that they describe.
MOST_CALENDAR: Final = 64 * 1024
MOST_TRIED: Final = 3


def invitation_reply(message: Message) -> InvitationReply | None:
    """The first answer that one of its calendar files gives; None for damaged ones, and for all that is no answer."""
    files = (leaf for leaf in leaves_of(message) if is_calendar_file(leaf))
    for leaf, _number in zip(files, range(MOST_TRIED), strict=False):
        found = read_calendar(content_of(leaf))
        if found is not None:
            return found
    return None


def is_calendar_file(leaf: Message) -> bool:
    """Whether it can be the answer: some programs call it a file only."""
    return leaf.get_content_type() in ("text/calendar", "application/ics") and parameter(leaf, "method") in (
        "",
        "reply",
    )


def read_calendar(raw: bytes) -> InvitationReply | None:
    """One answer by one person to one invitation; None for everything else. Never raises."""
    if not raw or len(raw) > MOST_CALENDAR:
        return None
    try:
        calendar = Calendar.from_ical(raw)
        return reply_in(calendar)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError):
        # The library trusts files more than they deserve.
        return None


def reply_in(calendar: Any) -> InvitationReply | None:
    """As `read_calendar`, of a parsed file."""
    events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
    if str(calendar.get("METHOD", "")).upper() != "REPLY" or len(events) != 1:
        return None
    event = events[0]
    attendees, part = attendees_of(event), None
    if len(attendees) == 1:
        part = part_of(attendees[0])
    if part is None or "RECURRENCE-ID" in event:
        return None
    return InvitationReply(
        str(event["UID"]), max(0, int(event.get("SEQUENCE", 0))), address_of(attendees[0]), part,
        moment(event["DTSTAMP"].dt),
    )  # fmt: skip


def attendees_of(event: Any) -> list[Any]:
    """Whom it names."""
    found = event.get("ATTENDEE", [])
    return found if isinstance(found, list) else [found]


def part_of(attendee: Any) -> Part | None:
    """What they say; None for what is no answer (they delegate it, or say nothing yet)."""
    said = str(attendee.params.get("PARTSTAT", "")).upper()
    return Part(said) if said in Part.__members__ else None


def address_of(attendee: Any) -> str:
    """Their address, in lower case."""
    text = str(attendee).strip().lower()
    return text.removeprefix("mailto:").strip()


def moment(at: date) -> datetime:
    """In universal time, which DTSTAMP is in by the rules; some programs leave that out."""
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
