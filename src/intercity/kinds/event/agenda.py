"""The agenda as text, one line for each session: read strictly, and written back as it is read.

    2027-03-05
    10:00-10:30 Opening
    - Anna Rossi, head of the crisis unit, City of Torino
    > What the text of a session says.
    A session whose time nobody said

A day on a line of its own is that of the lines below it. Who stands above the first session speaks at the event.
Knows neither tables nor settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from intercity.kinds.event.zones import NoSuchTimeError, moment_at

MOST_LINES: Final = 400
LONGEST: Final = 200
LONGEST_TITLE: Final = 300
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2}):?|(\d{1,2})[./](\d{1,2})[./](\d{4}):?")
CLOCK = r"(\d{1,2})(?:[:.hH](\d{2})|[hH])"
TIMES = re.compile(rf"{CLOCK}(?:\s*[-–—]\s*{CLOCK})?(?:[\s:]+|$)")
LIKE_TIME = re.compile(r"\d{1,2}\s*[:.hH]\s*\d|\d{1,2}\s*[-–—]\s*\d{1,2}\b")
BULLET = re.compile(r"[-–—*•]\s*")


@dataclass(frozen=True)
class SpeakerLine:
    """Who speaks."""

    name: str
    role: str = ""
    organisation: str = ""

    def __str__(self) -> str:
        """As it is typed. A role without an organisation keeps the comma that says so."""
        if self.role:
            return f"{self.name}, {self.role}, {self.organisation}".rstrip(" ")
        return ", ".join(part for part in (self.name, self.organisation) if part)


@dataclass
class SessionLine:
    """One session; the first of an agenda may have no title: it holds those who speak at the event as a whole."""

    title: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    text: str = ""
    speakers: list[SpeakerLine] = field(default_factory=list)


@dataclass(frozen=True)
class Frame:
    """When the event is, and where: what the times of an agenda mean."""

    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo


class AgendaError(ValueError):
    """A line that cannot be read; `sentence` is for its writer."""

    def __init__(self, number: int, sentence: str) -> None:
        """`number` counts from one."""
        super().__init__(sentence)
        self.sentence = _("Line %(number)d of the agenda: %(why)s") % {"number": number, "why": sentence}


@dataclass
class Reader:
    """An agenda that is being read."""

    frame: Frame
    day: date
    sessions: list[SessionLine] = field(default_factory=lambda: [SessionLine()])
    number: int = 0

    def fail(self, sentence: str) -> AgendaError:
        """The error for the present line."""
        return AgendaError(self.number, sentence)

    def take(self, line: str) -> None:
        """Read one line. AgendaError when it says nothing that can be understood."""
        if DAY.fullmatch(line):
            self.day = self.read_day(line)
        elif BULLET.match(line):
            self.sessions[-1].speakers.append(self.read_speaker(BULLET.sub("", line, count=1)))
        elif line.startswith(">"):
            self.take_text(line[1:].strip())
        else:
            self.take_session(line)

    def read_day(self, line: str) -> date:
        """The day that a line names; within the event."""
        found = DAY.fullmatch(line)
        assert found is not None
        year, month, day = found[1] or found[6], found[2] or found[5], found[3] or found[4]
        try:
            named = date(int(year), int(month), int(day))
        except ValueError:
            raise self.fail(_("there is no such day.")) from None
        first, last = (at.astimezone(self.frame.zone).date() for at in (self.frame.starts_at, self.frame.ends_at))
        if not first <= named <= last:
            raise self.fail(_("the event is not on that day."))
        return named

    def read_speaker(self, line: str) -> SpeakerLine:
        """ "Name", "Name, organisation" or "Name, role, organisation"; further commas belong to the role."""
        parts = [part.strip() for part in line.split(",")]
        if not parts[0]:
            raise self.fail(_("write the name of the speaker first."))
        role, organisation = ", ".join(parts[1:-1]), parts[-1] if len(parts) > 1 else ""
        if max(map(len, (parts[0], role, organisation))) > LONGEST:
            raise self.fail(_("this is too long for one speaker."))
        return SpeakerLine(parts[0], role, organisation)

    def take_text(self, line: str) -> None:
        """A line of the text of the session above."""
        session = self.sessions[-1]
        if len(self.sessions) == 1:
            raise self.fail(_("write the session first, and its text below."))
        session.text = f"{session.text}\n{line}" if session.text else line

    def take_session(self, line: str) -> None:
        """A session, with its speakers behind "|" if any."""
        head, *names = line.split("|")
        found = TIMES.match(head)
        if found is None and LIKE_TIME.match(head):
            raise self.fail(_("write times as 10:00 or 10:00-10:30, then the title."))
        session = SessionLine(title=head[found.end() if found else 0 :].strip())
        if not session.title or len(session.title) > LONGEST_TITLE:
            raise self.fail(_("a session needs a title of at most 300 characters."))
        if found is not None:
            session.starts_at, session.ends_at = self.read_times(found)
        session.speakers = [self.read_speaker(name.strip()) for name in names]
        self.sessions.append(session)

    def read_times(self, found: re.Match[str]) -> tuple[datetime, datetime | None]:
        """Both moments. A time that is earlier than the one before it is of the next day, where the event lasts on."""
        begins = self.read_clock(found[1], found[2])
        starts_at = self.moment(self.day, begins)
        before = max((one.starts_at for one in self.sessions if one.starts_at), default=self.frame.starts_at)
        if starts_at < before and (later := self.next_day(begins)) is not None:
            starts_at = later
        if found[3] is None:
            return self.within(starts_at), None
        ends = self.read_clock(found[3], found[4])
        ends_at = self.moment(self.day, ends)
        if ends_at <= starts_at:
            ends_at = self.moment(self.day + timedelta(days=1), ends)
            if ends_at > self.frame.ends_at:
                raise self.fail(_("it ends before it begins, or after the event."))
        return self.within(starts_at), self.within(ends_at)

    def next_day(self, begins: time) -> datetime | None:
        """That time on the next day, which is the day of the following lines then; None where the event is over."""
        later = self.moment(self.day + timedelta(days=1), begins)
        if later >= self.frame.ends_at:
            return None
        self.day += timedelta(days=1)
        return later

    def read_clock(self, hours: str, minutes: str | None) -> time:
        """A time of the day."""
        try:
            return time(int(hours), int(minutes or 0))
        except ValueError:
            raise self.fail(_("there is no such time.")) from None

    def moment(self, day: date, clock: time) -> datetime:
        """When that is; what is there twice is the first, unless the event begins after it."""
        try:
            at = moment_at(day, clock, self.frame.zone).at
        except (NoSuchTimeError, OverflowError):
            raise self.fail(_("there is no such time on that day, the clock is put forward over it.")) from None
        if at < self.frame.starts_at:
            second = datetime.combine(day, clock.replace(fold=1), tzinfo=self.frame.zone)
            at = second.astimezone(at.tzinfo)
        return at

    def within(self, at: datetime) -> datetime:
        """`at`, if the event is on then."""
        if not self.frame.starts_at <= at <= self.frame.ends_at:
            raise self.fail(_("the event is not on at that time."))
        return at


def read_agenda(text: str, frame: Frame) -> list[SessionLine]:
    """The sessions of `text`; the first holds only who speaks at the event itself. AgendaError for the first line
    that cannot be read.
    """
    reader = Reader(frame, frame.starts_at.astimezone(frame.zone).date())
    for number, line in enumerate(text.splitlines(), 1):
        reader.number = number
        if number > MOST_LINES:
            raise reader.fail(_("an agenda has at most 400 lines."))
        if line.strip():
            reader.take(" ".join(line.split()))
    return reader.sessions


def write_agenda(sessions: Sequence[SessionLine], frame: Frame) -> str:
    """The text that `read_agenda` reads as these sessions."""
    return "\n".join(lines_of(sessions, frame))


def lines_of(sessions: Sequence[SessionLine], frame: Frame) -> Iterator[str]:
    """Line by line, with the day wherever it changes."""
    day = frame.starts_at.astimezone(frame.zone).date()
    for session in sessions:
        starts_at = session.starts_at.astimezone(frame.zone) if session.starts_at else None
        if starts_at is not None and starts_at.date() != day:
            day = starts_at.date()
            yield day.isoformat()
        if session.title:
            yield f"{clocks(session, frame.zone)}{session.title}"
        yield from (f"- {speaker}" for speaker in session.speakers)
        yield from (f"> {line}" for line in session.text.splitlines())


def clocks(session: SessionLine, zone: ZoneInfo) -> str:
    """ "10:00-10:30 ", or as much of it as is known."""
    both = [at.astimezone(zone).strftime("%H:%M") for at in (session.starts_at, session.ends_at) if at]
    return "-".join(both) + " " if both else ""
