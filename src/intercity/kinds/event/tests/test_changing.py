"""Cancelled, taken back, over; editions of a series."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from intercity.activity.models import Activity
from intercity.kinds.event.clock import note_over
from intercity.kinds.event.links import SERIES
from intercity.kinds.event.models import Event
from intercity.kinds.event.tests.making import make_event
from intercity.posts.cards import render_card
from intercity.posts.links import linked
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def card() -> str:
    return render_card(Post.objects.all().for_cards().get(), "en")


def test_cancelling_says_why_and_counts(officer: Persona, space: Space) -> None:
    post = make_event(officer, space)
    answer = officer.client.post(f"/posts/{post.uid}/cancel", {"why": "The hall is closed."})
    assert answer.status_code == 302
    assert "Cancelled" in card()
    assert "The hall is closed." in officer.client.get(post.get_absolute_url()).content.decode()
    assert Event.objects.get().sequence == 1
    officer.client.post(f"/posts/{post.uid}/cancel", {"why": "Twice"})
    assert Event.objects.get().cancelled_why == "The hall is closed."
    officer.client.post(f"/posts/{post.uid}/reinstate")
    assert (Event.objects.get().sequence, Event.objects.get().is_cancelled) == (2, False)
    verbs = Activity.objects.filter(verb__startswith="event.").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["event.cancelled", "event.reinstated"]


def test_it_needs_a_reason(officer: Persona, space: Space) -> None:
    post = make_event(officer, space)
    assert officer.client.post(f"/posts/{post.uid}/cancel", {"why": " "}).status_code == 422
    assert not Event.objects.get().is_cancelled


def test_words_that_two_people_release_come_with_no_cancellation(officer: Persona, space: Space) -> None:
    Space.objects.update(two_person=True)
    post = make_event(officer, space)
    Post.objects.update(label=Label.CLEAR)
    assert officer.client.post(f"/posts/{post.uid}/cancel", {"why": "Unseen words"}).status_code == 302
    assert (Event.objects.get().is_cancelled, Event.objects.get().cancelled_why) == (True, "")


def test_only_who_may_edit_it_cancels(
    officer: Persona, colleague: Persona, officer_elsewhere: Persona, stranger: Persona, space: Space
) -> None:
    post = make_event(officer, space)
    for who, status in ((colleague, 403), (officer_elsewhere, 403), (stranger, 404)):
        for way in ("cancel", "reinstate"):
            assert who.client.post(f"/posts/{post.uid}/{way}", {"why": "x"}).status_code == status
    assert not Event.objects.get().is_cancelled


def test_the_clock_notes_the_end_once_and_an_edit_puts_it_off(officer: Persona, space: Space) -> None:
    post = make_event(officer, space)
    end = Event.objects.get().ends_at
    assert note_over(end - timedelta(minutes=1)) == 0
    assert [note_over(end), note_over(end)] == [1, 0]
    assert Event.objects.get(over_at=end)
    assert Activity.objects.filter(verb="event.over", post_uid=post.uid).count() == 1


def test_a_series_shows_its_editions_in_their_order(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    series = make_event(officer, space, title="The week", is_series=True, label=Label.CLEAR)
    second = make_event(officer_elsewhere, space, "2031-05-05T10:00", title="In Torino")
    first = make_event(officer, space, title="In Nice")
    for who, post in ((officer_elsewhere, second), (officer, first)):
        assert who.client.post(f"/posts/{post.uid}/series", {"series": series.uid}).status_code == 302
    page = officer.client.get(series.get_absolute_url()).content.decode()
    assert page.index("In Nice") < page.index("In Torino")
    edition = officer.client.get(second.get_absolute_url()).content.decode()
    assert "The week" in edition
    assert "In Nice" in edition
    officer.client.post(f"/posts/{first.uid}/series", {"series": ""})
    assert [one.pk for one in linked(officer.viewer, series, SERIES)] == [second.pk]
    # Who does not see an edition hears nothing of it on the page of the series.
    assert "In Torino" not in Client().get(series.get_absolute_url()).content.decode()


def test_only_series_have_editions(officer: Persona, space: Space) -> None:
    one, other = make_event(officer, space), make_event(officer, space)
    officer.client.post(f"/posts/{one.uid}/series", {"series": other.uid})
    assert linked(officer.viewer, other, SERIES) == []
    for rubbish in ("\0", "no uid", "0" * 500):
        assert officer.client.post(f"/posts/{one.uid}/series", {"series": rubbish}).status_code == 404
