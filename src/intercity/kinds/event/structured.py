"""An event as structured data for search engines."""

from __future__ import annotations

from typing import Any, Final

from intercity.kinds.event.models import Event, Mode
from intercity.posts.models import Post

ATTENDANCE: Final = {
    Mode.ONLINE: "OnlineEventAttendanceMode", Mode.ONSITE: "OfflineEventAttendanceMode",
    Mode.BOTH: "MixedEventAttendanceMode",
}  # fmt: skip


def event_ld(post: Post) -> dict[str, Any]:
    """A schema.org Event, or EventSeries; speakers are not among it: they are people."""
    row: Event = post.event
    status = "EventCancelled" if row.is_cancelled else "EventScheduled"
    return {
        "@context": "https://schema.org",
        "@type": "EventSeries" if row.is_series else "Event",
        "name": post.title,
        "description": post.excerpt,
        "inLanguage": post.language,
        "startDate": local(row, "starts"),
        "endDate": local(row, "ends"),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": f"https://schema.org/{ATTENDANCE[Mode(row.mode)]}",
        "location": locations(row),
        "organizer": {"@type": "Organization", "name": post.organisation.name},
    }


def local(row: Event, which: str) -> str:
    """One of its moments with the offset of its zone, or the day."""
    if row.all_day:
        return (row.first_day if which == "starts" else row.last_day).isoformat()
    at = row.starts_at if which == "starts" else row.ends_at
    return at.astimezone(row.tz).isoformat(timespec="seconds")


def locations(row: Event) -> list[dict[str, str]]:
    """The place, and the address where one takes part online."""
    found = [{"@type": "Place", "name": row.place, "address": row.place}] if row.place else []
    if row.mode != Mode.ONSITE and row.link and not row.is_cancelled:
        found.append({"@type": "VirtualLocation", "url": row.link})
    return found
