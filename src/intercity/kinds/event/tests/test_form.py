"""An event in the composer: times as the clock there shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from intercity.kinds.event.models import Event
from intercity.posts.cards import render_card
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db
FORM = {
    "title": "Drill", "day": "2027-03-05", "begins": "10:00", "ends": "12:00", "zone": "Europe/Paris",
    "mode": "online", "label": "green", "language": "en",
}  # fmt: skip


def send(officer: Persona, space: Space, **changes: Any) -> Any:
    return officer.client.post(f"/spaces/{space.slug}/post/event", {**FORM, **changes})


def published() -> Event:
    return Event.objects.select_related("post").get()


def test_wall_clock_times_become_moments(officer: Persona, space: Space) -> None:
    assert send(officer, space).status_code == 302
    event = published()
    assert event.starts_at == datetime(2027, 3, 5, 9, tzinfo=UTC)
    assert (event.sequence, event.post.begins_on) == (0, date(2027, 3, 5))
    card = render_card(Post.objects.all().for_cards().get(), "en")
    assert "5 Mar 2027, 10:00" in card
    assert "(Paris)" in card


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "2027-03-28", "begins": "02:30", "ends": "04:00"}, "clock is put forward to 03:00"),
        ({"ends": "09:00"}, "ends before it begins"),
        ({"last_day": "2027-03-04"}, "ends before it begins"),
        ({"all_day": "on", "last_day": "2027-03-04"}, "ends before it begins"),
        ({"begins": ""}, "Say the time"),
        ({"zone": "Mars/Base"}, "Select a valid choice"),
        ({"day": "9999-12-31"}, "Choose a year"),
        ({"last_day": "2027-09-05"}, "62 days at most"),
        ({"mode": "onsite"}, "Say where it is"),
        ({"place": "Room 3"}, "An online event has no place"),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"agenda": "10:00-25:00 Talk"}, "Line 1 of the agenda: there is no such time"),
        ({"agenda": "Talk\n13:00 Later"}, "Line 2 of the agenda: the event is not on at that time"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    changes: dict[str, str], sentence: str, officer: Persona, space: Space
) -> None:
    answer = send(officer, space, **changes)
    assert (answer.status_code, Event.objects.count()) == (422, 0)
    page = answer.content.decode()
    assert sentence in page
    assert changes.get("place", "") in page


def test_whole_days_stand_beside_the_times(officer: Persona, space: Space) -> None:
    page = officer.client.get(f"/spaces/{space.slug}/post/event").content.decode()
    places = [page.index(f'id="id_{name}"') for name in ("ends", "all_day", "zone")]
    assert places == sorted(places)
    assert places[-1] < page.index("<details")


def test_each_zone_is_offered_once_and_an_old_name_stays(officer: Persona, space: Space) -> None:
    send(officer, space, zone="Europe/Kiev", title="Old name")
    event = published()
    assert event.zone == "Europe/Kiev"
    field = officer.client.get(f"/posts/{event.post.uid}/edit").context["writing"].form.fields["zone"]
    (_near, near), (_rest, rest) = field.choices
    assert [zone for zone, _name in near] == ["Europe/Kiev", "Europe/Brussels", "Europe/Paris"]
    assert {"Europe/Kyiv", "Europe/Oslo", "UTC"} <= {zone for zone, _name in rest}
    new = officer.client.get(f"/spaces/{space.slug}/post/event").content.decode()
    assert "Europe/Kiev" not in new
    assert new.count('value="Europe/Paris"') == 1


def test_a_time_that_is_there_twice_is_the_first_and_says_so(officer: Persona, space: Space) -> None:
    send(officer, space, day="2026-10-25", begins="02:30", ends="04:00")
    assert published().starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    page = officer.client.get(published().post.get_absolute_url()).content.decode()
    assert "the first of the two" in page


def test_across_midnight_and_the_year(officer: Persona, space: Space) -> None:
    send(officer, space, day="2026-12-31", begins="22:00", ends="01:00", last_day="2027-01-01")
    assert published().ends_at == datetime(2027, 1, 1, 0, tzinfo=UTC)


def test_whole_days_end_at_the_midnight_after(officer: Persona, space: Space) -> None:
    send(officer, space, all_day="on", begins="", ends="", last_day="2027-03-06")
    event = published()
    assert (event.first_day, event.last_day) == (date(2027, 3, 5), date(2027, 3, 6))
    assert event.ends_at == datetime(2027, 3, 6, 23, tzinfo=UTC)


def test_the_edit_form_shows_what_was_typed_and_saving_it_changes_nothing(officer: Persona, space: Space) -> None:
    agenda = "- Ada Rossi, chair, Efus\n10:00-10:30 Opening\n- Bo Li, City of Nice\n> Welcome.\nOpen floor"
    send(officer, space, agenda=agenda, interpretation=["fr", "bg"])
    event = published()
    form = officer.client.get(f"/posts/{event.post.uid}/edit").context["writing"].form
    typed = {name: form[name].value() for name in form.fields}
    assert typed["agenda"] == agenda
    assert str(typed["begins"]) == "10:00:00"
    data = {name: value for name, value in typed.items() if value not in (None, False)}
    assert officer.client.post(f"/posts/{event.post.uid}/edit", data).status_code == 302
    same = published()
    assert (same.starts_at, same.ends_at, same.sequence) == (event.starts_at, event.ends_at, 0)
    assert list(same.sessions.values_list("pk")) == list(event.sessions.values_list("pk"))


def test_moving_it_counts_and_keeps_the_agenda_rows(officer: Persona, space: Space) -> None:
    send(officer, space, agenda="10:30 Talk\n- Ada")
    event, talk = published(), published().sessions.get()
    officer.client.post(f"/posts/{event.post.uid}/edit", {**FORM, "ends": "13:00", "agenda": "Prologue\nTalk\n- Ada"})
    moved = published()
    assert moved.sequence == 1
    assert list(moved.sessions.values_list("title", "pk"))[1] == ("Talk", talk.pk)
    assert talk.pk == moved.speakers.get().session_id


def test_the_agenda_stands_on_the_page(officer: Persona, space: Space) -> None:
    send(officer, space, agenda="10:00-10:30 Opening | Ada Rossi, chair, Efus", question="How?", link="https://a.eu/x")
    page = officer.client.get(published().post.get_absolute_url()).content.decode()
    for words in ("Opening", "Ada Rossi", "chair", "Efus", "How?", 'href="https://a.eu/x"'):
        assert words in page


def test_a_speaker_who_is_a_member_is_known(officer: Persona, space: Space) -> None:
    lines = "- officer, chair, City of Nice\n- officer, City of Torino\nTalk\n- officer, Nice"
    send(officer, space, agenda=lines)
    speakers = published().speakers.order_by("pk").values_list("organisation", "person")
    own = officer.person.pk
    assert list(speakers) == [("City of Nice", own), ("City of Torino", None), ("Nice", own)]


@pytest.mark.parametrize("agenda", ["2020-01-01 | Anna", "\n".join(f"S{n} | A | B" for n in range(200))])
def test_an_agenda_that_could_not_be_read_again_is_refused(agenda: str, officer: Persona, space: Space) -> None:
    send(officer, space)
    post = published().post
    answer = officer.client.post(f"/posts/{post.uid}/edit", {**FORM, "agenda": agenda})
    assert answer.status_code == 422
    assert not published().sessions.exists()


def test_times_are_not_called_optional(officer: Persona, space: Space) -> None:
    page = officer.client.get(reverse("compose", args=[space.slug, "event"])).content.decode()
    for name, optional in (("begins", False), ("ends", False), ("place", True)):
        label = page.partition(f'<label for="id_{name}">')[2].partition("</label>")[0]
        assert (label != "", "optional" in label) == (True, optional), name
