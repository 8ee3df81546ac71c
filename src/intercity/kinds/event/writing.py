"""From checked details into the tables of this room. Called by the kind, inside the transaction of the action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from django.utils import timezone

from intercity.kinds.event.agenda import Frame, SessionLine, SpeakerLine, read_agenda, write_agenda
from intercity.kinds.event.models import Event, Session, Speaker
from intercity.posts import veils
from intercity.posts.models import Post

COLUMNS: Final = (
    "starts_at", "ends_at", "zone", "all_day", "mode", "place", "link", "capacity", "question", "access",
    "interpretation", "is_series", "cancelled_at", "cancelled_why", "over_at",
)  # fmt: skip


def write_event(post: Post, details: Mapping[str, Any], *, is_new: bool = False) -> Event:
    """Write what `details` name, agenda included; counts the change where calendars must take it over."""
    row = None if is_new else Event.objects.select_for_update().filter(post=post).first()
    found = row or Event(post=post)
    for name in COLUMNS:
        if name in details:
            setattr(found, name, details[name])
    now = timezone.now()
    note_end(found, now)
    count_change(found, post)
    found.save(force_insert=row is None)
    if "agenda" in details:
        write_sessions(found, details["agenda"] or "")
    keep_first_day(post, found)
    return found


def note_end(event: Event, now: datetime) -> None:
    """What is entered after it was is over at once; what is put off is not over any more."""
    if not event.is_past(now):
        event.over_at = None
    elif event.over_at is None:
        event.over_at = event.ends_at


def count_change(event: Event, post: Post) -> None:
    """Raise SEQUENCE when something that calendars show is another than before."""
    times = [at.astimezone(UTC).isoformat() for at in (event.starts_at, event.ends_at)]
    flags = [str(event.all_day), str(event.is_cancelled), event.mode]
    shown = [post.title, *times, event.zone, *flags, event.place, event.link]
    stated = sha256("\0".join(shown).encode()).hexdigest()
    if stated == event.stated:
        return
    event.sequence += 1 if event.stated else 0
    event.stated, event.stated_at = stated, veils.moment(post)


def keep_first_day(post: Post, event: Event) -> None:
    """The post repeats the first day, for the order of the table; whoever published it by name may not have said."""
    if post.begins_on != event.first_day:
        post.begins_on = event.first_day
        Post.objects.filter(pk=post.pk).update(begins_on=event.first_day)


def write_sessions(event: Event, text: str) -> None:
    """Replace the agenda. Rows of the same title, and speakers of the same name, stay: reports point at them."""
    lines = read_agenda(text, Frame(event.starts_at, event.ends_at, event.tz))
    old: dict[str, list[Session]] = {}
    for row in event.sessions.all():
        old.setdefault(row.title, []).append(row)
    speakers: dict[str, list[Speaker]] = {}
    for speaker in event.speakers.all():
        speakers.setdefault(speaker.name, []).append(speaker)
    for position, line in enumerate(lines):
        write_session(event, position, line, old, speakers)
    Speaker.objects.filter(pk__in=[one.pk for rest in speakers.values() for one in rest]).delete()
    Session.objects.filter(pk__in=[one.pk for rest in old.values() for one in rest]).delete()


def write_session(
    event: Event, position: int, line: SessionLine, old: dict[str, list[Session]], speakers: dict[str, list[Speaker]]
) -> None:
    """Write one session and who speaks in it, taking rows that stand; the first line is the event as a whole."""
    session = None
    if line.title:
        session = old[line.title].pop(0) if old.get(line.title) else Session(event=event, title=line.title)
        session.position, session.text = position, line.text
        session.starts_at, session.ends_at = line.starts_at, line.ends_at
        session.save()
    for place, said in enumerate(line.speakers):
        row = speakers[said.name].pop(0) if speakers.get(said.name) else Speaker(event=event, name=said.name)
        if (row.role, row.organisation) != (said.role, said.organisation):
            row.person = None
        row.session, row.position, row.role, row.organisation = session, place, said.role, said.organisation
        row.save()


def agenda_of(event: Event) -> str:
    """The agenda as text, as its form takes it."""
    return write_agenda(lines_of(event), Frame(event.starts_at, event.ends_at, event.tz))


def lines_of(event: Event) -> Sequence[SessionLine]:
    """The agenda as it stands: two questions to the database."""
    by_session: dict[int | None, list[Speaker]] = {}
    for speaker in event.speakers.all():
        by_session.setdefault(speaker.session_id, []).append(speaker)
    first = SessionLine(speakers=[line_of(one) for one in by_session.get(None, [])])
    return [first, *(session_line(one, by_session.get(one.pk, [])) for one in event.sessions.all())]


def line_of(speaker: Speaker) -> SpeakerLine:
    """Who speaks, as the agenda says it."""
    return SpeakerLine(speaker.name, speaker.role, speaker.organisation)


def session_line(session: Session, speakers: Sequence[Speaker]) -> SessionLine:
    """One session, as the agenda says it."""
    said = [line_of(one) for one in speakers]
    return SessionLine(session.title, session.starts_at, session.ends_at, session.text, said)
