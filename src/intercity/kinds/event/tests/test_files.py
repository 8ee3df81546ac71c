"""Calendar files, read back with the library that others read them with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from intercity.kinds.event import files
from intercity.kinds.event.addresses import make_address, url_of
from intercity.kinds.event.tests.making import at, make_event
from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def read(who: Persona | None, path: str) -> Calendar:
    answer = (who.client if who else Client()).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return Calendar.from_ical(answer.content)


def only(calendar: Calendar) -> Any:
    (found,) = calendar.walk("VEVENT")
    return found


def test_one_event_says_what_when_and_where(officer: Persona, space: Space) -> None:
    post = make_event(
        officer, space, "2031-03-05T10:00", "2031-03-05T12:00", title="Zażółć; a, b " + "é" * 60, place="Hall 1\\2",
        mode="onsite", agenda="10:00 Opening",
    )  # fmt: skip
    calendar = read(officer, f"/posts/{post.uid}/calendar.ics")
    found = only(calendar)
    assert found["SUMMARY"] == post.title
    assert found["LOCATION"] == "Hall 1\\2"
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == (f"{post.uid}@127.0.0.1", 0, "CONFIRMED")
    assert found.decoded("DTSTART") == at("2031-03-05T10:00")
    assert found["DTSTART"].params["TZID"] == "Europe/Paris"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert "Opening" in found["DESCRIPTION"]
    assert found["URL"].endswith(post.get_absolute_url())


def test_each_side_of_two_changes_of_the_clock_keeps_its_moment(officer: Persona, space: Space) -> None:
    days = ["2031-03-29", "2031-03-30", "2031-10-25", "2031-10-26", "2032-03-27", "2032-03-28"]
    for zone in ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC"):
        for day in days:
            make_event(officer, space, f"{day}T12:00", zone=zone)
    # Into the hour that is there twice: the first and the second.
    make_event(officer, space, "2031-10-26T02:30")
    found = read(officer, f"/spaces/{space.slug}/calendar.ics").walk("VEVENT")
    posts = {post.uid: post for post in Post.objects.select_related("event")}
    assert len(found) == len(posts) == 25
    for one in found:
        event = posts[str(one["UID"]).partition("@")[0]].event
        assert one.decoded("DTSTART").astimezone(UTC) == event.starts_at
        assert one.decoded("DTEND").astimezone(UTC) == event.ends_at


def test_whole_days_are_dates_and_end_on_the_day_after(officer: Persona, space: Space) -> None:
    post = make_event(officer, space, "2031-03-05T00:00", "2031-03-07T00:00", all_day=True)
    found = only(read(officer, f"/posts/{post.uid}/calendar.ics"))
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (date(2031, 3, 5), date(2031, 3, 7))


def test_changes_raise_the_sequence_and_keep_the_uid(officer: Persona, space: Space) -> None:
    post = make_event(officer, space)
    path = f"/posts/{post.uid}/calendar.ics"
    first = only(read(officer, path))
    details = {"starts_at": at("2031-03-06T10:00"), "ends_at": at("2031-03-06T12:00")}
    actions.edit(officer.viewer, Post.objects.get(), PostContent(title="Moved", details=details))
    moved = only(read(officer, path))
    assert (moved["UID"], moved["SEQUENCE"], moved["SUMMARY"]) == (first["UID"], 1, "Moved")
    assert moved.decoded("DTSTAMP") >= first.decoded("DTSTAMP")
    actions.edit(officer.viewer, Post.objects.get(), PostContent(title="Moved", body="Other words"))
    assert only(read(officer, path))["SEQUENCE"] == 1
    officer.client.post(f"/posts/{post.uid}/cancel", {"why": "Storm"})
    gone = only(read(officer, path))
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 2)
    assert "Storm" in gone["DESCRIPTION"]


def test_an_empty_calendar_and_control_characters_can_be_read(officer: Persona, space: Space) -> None:
    empty = read(None, "/calendar.ics")
    # Without any component it would be no valid file.
    assert [one.name for one in empty.subcomponents] == ["VTIMEZONE"]
    make_event(officer, space, body="a\x0bb\x1bc\r\nBEGIN:VEVENT", label=Label.CLEAR)
    assert "a bc" in only(read(None, "/calendar.ics"))["DESCRIPTION"]


def test_every_feed_holds_what_is_past_and_no_series(
    officer: Persona, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_event(officer, space, is_series=True, title="Yearly weeks")
    for year in ("2001", "2031", "2019"):
        make_event(officer, space, f"{year}-03-05T10:00", title=year)
    secret = url_of(make_address(officer.viewer)).partition("127.0.0.1")[2].partition("/")[2]
    feeds = ("/calendar.ics", f"/spaces/{space.slug}/calendar.ics", f"/{secret}")
    for path in feeds:
        assert [str(one["SUMMARY"]) for one in read(officer, path).walk("VEVENT")] == ["2001", "2019", "2031"]
    monkeypatch.setattr(files, "MOST_EVENTS", 2)
    assert [str(one["SUMMARY"]) for one in read(officer, feeds[0]).walk("VEVENT")] == ["2019", "2031"]


def test_an_exercise_says_so_once(officer: Persona, space: Space) -> None:
    Space.objects.update(state=SpaceState.EXERCISE)
    make_event(officer, space, title="Drill")
    make_event(officer, space, "2032-03-05T10:00", title="Exercise: two hot nights")
    said = [str(one["SUMMARY"]) for one in read(officer, "/calendar.ics").walk("VEVENT")]
    assert said == ["[Exercise] Drill", "Exercise: two hot nights"]


def test_a_file_of_one_event_is_called_after_it_where_its_words_may_leave(officer: Persona, space: Space) -> None:
    make_event(officer, space, title="Été à Zażółć; 2")
    do_join(space, officer.organisation)
    make_event(officer, space, title="Inner words", label=Label.AMBER)
    for post, name, file in (
        (Post.objects.get(title__startswith="Été"), "Été à Zażółć; 2", "ete-a-zazolc-2.ics"),
        (inner := Post.objects.get(title="Inner words"), "An event (This space)", f"{inner.uid}.ics"),
    ):
        path = f"/posts/{post.uid}/calendar.ics"
        assert str(read(officer, path)["X-WR-CALNAME"]) == name
        assert officer.client.get(path)["Content-Disposition"] == f'attachment; filename="{file}"'


def test_what_is_no_event_has_no_file(officer: Persona, space: Space) -> None:
    make_event(officer, space)
    for uid in ("000000000000",):
        assert officer.client.get(f"/posts/{uid}/calendar.ics").status_code == 404


def test_second_of_two_equal_times_is_written_in_utc(officer: Persona, space: Space) -> None:
    second = datetime(2031, 10, 26, 1, 30, tzinfo=UTC)
    post = make_event(officer, space, starts_at=second, ends_at=second.replace(hour=5))
    found = only(read(officer, f"/posts/{post.uid}/calendar.ics"))
    assert found.decoded("DTSTART") == second


def test_more_events_ask_no_more_questions(
    officer: Persona, space: Space, django_assert_num_queries: Callable[[int], object]
) -> None:
    for number in range(6):
        make_event(officer, space, f"2031-03-{number + 1:02d}T10:00", agenda="10:00 Talk\n- Ada")
    client = officer.client
    with django_assert_num_queries(9):
        client.get("/calendar.ics")
