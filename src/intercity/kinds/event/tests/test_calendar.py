"""The calendar of a space, and that of all that one sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from intercity.activity.kept import forget_everything
from intercity.kinds.event.tests.making import make_event
from intercity.posts import actions
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def page(who: Persona | None, path: str) -> str:
    client = who.client if who else Client()
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_month_shows_what_is_on_at_its_place(officer: Persona, space: Space) -> None:
    make_event(officer, space, "2031-03-05T10:00", title="Inside")
    make_event(officer, space, "2031-02-27T10:00", "2031-03-02T10:00", title="Into the month")
    # Already April in Auckland, still March in UTC.
    make_event(officer, space, "2031-04-01T08:00", zone="Pacific/Auckland", title="April there")
    march = page(officer, f"/spaces/{space.slug}/calendar?month=2031-03")
    assert "Inside" in march
    assert "Into the month" in march
    assert "April there" not in march
    assert "April there" in page(officer, f"/spaces/{space.slug}/calendar?month=2031-04")
    assert '<span class="hidden">, 1 event</span>' in march


def test_without_a_month_it_says_what_comes_later_and_what_is_past(officer: Persona, space: Space) -> None:
    make_event(officer, space, "2031-03-05T10:00", title="Far ahead")
    make_event(officer, space, "2020-10-16T10:00", title="Long ago")
    calendar = page(officer, f"/spaces/{space.slug}/calendar")
    assert "Far ahead" in calendar
    assert "Long ago" not in calendar
    assert "Long ago" in page(officer, f"/spaces/{space.slug}/calendar?past=1")
    assert "Long ago" not in page(officer, f"/spaces/{space.slug}/?when=coming")
    assert "Long ago" in page(officer, f"/spaces/{space.slug}/?when=past")


@pytest.mark.parametrize("query", ["month=2031-13", "month=rubbish", "month=9999-01", "past=1&after=x", "month=%00"])
def test_rubbish_in_the_address_shows_the_usual_page(query: str, officer: Persona, space: Space) -> None:
    assert "Nothing in this month" in page(officer, f"/spaces/{space.slug}/calendar?{query}") or "past=1" in query


def test_the_calendar_of_everything_has_what_its_reader_sees(officer: Persona, stranger: Persona, space: Space) -> None:
    make_event(officer, space, title="For the network")
    make_event(officer, space, title="For everybody", label=Label.CLEAR)
    assert "For the network" in page(officer, "/calendar?month=2031-03")
    for who in (None, stranger):
        public = page(who, "/calendar?month=2031-03")
        assert "For everybody" in public
        assert "For the network" not in public


def test_it_follows_what_is_withdrawn_and_narrowed(officer: Persona, space: Space) -> None:
    first = make_event(officer, space, title="Taken back", label=Label.CLEAR)
    second = make_event(officer, space, title="Narrowed", label=Label.CLEAR)
    assert "Taken back" in page(None, "/calendar?month=2031-03")
    actions.withdraw(officer.viewer, Post.objects.get(pk=first.pk))
    actions.change_label(officer.viewer, Post.objects.get(pk=second.pk), Label.GREEN)
    calendar = page(None, "/calendar?month=2031-03")
    assert "Taken back" not in calendar
    assert "Narrowed" not in calendar


def test_more_events_ask_no_more_questions(
    officer: Persona, space: Space, django_assert_num_queries: Callable[[int], object]
) -> None:
    for number in range(8):
        make_event(officer, space, f"2031-03-{number + 1:02d}T10:00")
    client = officer.client
    client.get("/calendar?month=2031-03")
    forget_everything()
    with django_assert_num_queries(9):
        client.get("/calendar?month=2031-03")


def test_search_finds_speakers_agenda_and_place(officer: Persona, space: Space) -> None:
    agenda = "- Ada Rossi, chair, Efus\n10:00 On heatwaves"
    make_event(officer, space, agenda=agenda, place="Villa Arson", mode="onsite")

    post = Post.objects.get()
    said = list(kind_of(post).words(post))
    assert any("Ada Rossi" in one for one in said)
    assert "Villa Arson" in said
    assert not any("Europe/Paris" in one for one in said)
