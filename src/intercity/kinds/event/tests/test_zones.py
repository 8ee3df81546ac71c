"""Wall clocks and moments: whatever the day, the time and the zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from intercity.kinds.event.agenda import Frame, SessionLine, SpeakerLine, read_agenda, write_agenda
from intercity.kinds.event.zones import Moment, NoSuchTimeError, is_zone, midnight, moment_at

# With changes of an hour, of half an hour, at midnight, of a whole day, and none.
ZONES = (
    "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Beirut", "Pacific/Apia",
    "America/Santiago", "Asia/Kathmandu", "Africa/Casablanca", "UTC",
)  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(1995, 1, 1), date(2037, 12, 30))
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(days, clocks, zones)
def test_a_moment_shows_the_time_that_was_typed_or_there_is_none(day: date, clock: time, zone: ZoneInfo) -> None:
    wall = datetime.combine(day, clock)
    found = moment_or_gap(day, clock, zone)
    if isinstance(found, datetime):
        # What the clock shows next is later, and just before that it showed something earlier.
        before = (found.astimezone(UTC) - timedelta(seconds=1)).astimezone(zone)
        assert before.replace(tzinfo=None) < wall < found.replace(tzinfo=None)
        return
    assert found.at.astimezone(zone).replace(tzinfo=None) == wall
    # No earlier moment shows the same; a later one does where it is there twice.
    again = [found.at + timedelta(minutes=step) for step in range(-24 * 60, 24 * 60 + 1, 30) if step]
    same = [at for at in again if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall]
    assert all(at > found.at for at in same)
    assert bool(same) == found.twice


def moment_or_gap(day: date, clock: time, zone: ZoneInfo) -> Moment | datetime:
    """The moment, or what the clock shows next where it never shows that."""
    try:
        return moment_at(day, clock, zone)
    except NoSuchTimeError as gap:
        return gap.after


@given(days, zones)
def test_days_follow_each_other_without_a_gap(day: date, zone: ZoneInfo) -> None:
    begin, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    # One day in the history of Samoa was left out altogether.
    assert begin <= end
    assert begin == end or begin.astimezone(zone).date() == day
    assert (end - timedelta(seconds=1)).astimezone(zone).date() <= day


def test_names_that_are_none() -> None:
    assert not any(is_zone(name) for name in ("", "Mars/Base", "../../etc/passwd", "Europe", "a\0b"))


words = st.text("abcdefghij éж'()&", min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
speakers = st.lists(st.builds(SpeakerLine, words, st.just("") | words, words), max_size=2)


@given(st.data(), zones, days)
def test_an_agenda_is_read_as_it_is_written(data: st.DataObject, zone: ZoneInfo, day: date) -> None:
    starts = midnight(day, zone) + timedelta(hours=8)
    frame = Frame(starts, starts + timedelta(hours=72), zone)
    sessions, at = [SessionLine(speakers=data.draw(speakers))], starts
    for _number in range(data.draw(st.integers(0, 6))):
        at += timedelta(minutes=data.draw(st.integers(0, 300)))
        first = at if data.draw(st.booleans()) and shown_once(at, zone) else None
        last = at + timedelta(minutes=30) if first and shown_once(at + timedelta(minutes=30), zone) else None
        sessions.append(SessionLine(data.draw(words), first, last, data.draw(words), data.draw(speakers)))
    text = write_agenda(sessions, frame)
    assert read_agenda(text, frame) == sessions
    assert write_agenda(read_agenda(text, frame), frame) == text


def shown_once(at: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock says that time once only: the text of an agenda cannot say which of two is meant."""
    local = at.astimezone(zone)
    return local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()
