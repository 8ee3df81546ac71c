"""The secret address of a calendar: whose it is, what it shows, and that it opens nothing once it is closed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from intercity.kinds.event.addresses import address_for, url_of
from intercity.kinds.event.tests.making import make_event
from intercity.spaces.actions import do_join
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def address(who: Persona, do: str = "make") -> str:
    """Make it on its page, and read it there."""
    assert who.client.post("/me/calendar", {"do": do}).status_code == 302
    row = address_for(who.viewer)
    assert row is not None
    url = url_of(row)
    assert url in who.client.get("/me/calendar").content.decode()
    return url.partition("127.0.0.1")[2].partition("/")[2]


def fetch(path: str) -> str | None:
    answer = Client().get("/" + path)
    if answer.status_code == 404:
        return None
    assert answer["Cache-Control"] == "private, no-store"
    return answer.content.decode()


def test_it_shows_what_its_person_sees_without_cookies(officer: Persona, stranger: Persona, space: Space) -> None:
    make_event(officer, space, title="For the network")
    assert "For the network" in (fetch(address(officer)) or "")
    assert "For the network" not in (fetch(address(stranger)) or "nothing")


def test_of_narrower_ones_it_says_when_and_nothing_else(officer: Persona, space: Space) -> None:
    assert officer.organisation is not None
    do_join(space, officer.organisation)
    post = make_event(
        officer, space, title="Inner words", label=Label.AMBER, place="Inner place", link="https://inner.example.org",
        body="Inner body", agenda="Inner agenda", question="Inner question", mode="both",
    )  # fmt: skip
    file = (fetch(address(officer)) or "").replace("\r\n ", "")
    assert post.uid in file
    assert "An event (This space)" in file
    assert "inner" not in file.lower()


def test_a_membership_that_ended_shows_no_more(officer: Persona, space: Space) -> None:
    make_event(officer, space, title="For the network")
    path = address(officer)
    officer.person.memberships.update(ended_at=timezone.now())
    assert "For the network" not in (fetch(path) or "")


def test_closed_replaced_forged_and_of_a_closed_account_open_nothing(officer: Persona, space: Space) -> None:
    first = address(officer)
    second = address(officer)
    assert fetch(first) is None
    assert fetch(second) is not None
    assert fetch(second.replace("-", "-1", 1)) is None
    for damaged in ("calendar/x.ics", "calendar/.ics", f"{second[:-9]}.ics", "calendar/%00.ics"):
        assert fetch(damaged) is None
    officer.client.post("/me/calendar", {"do": "close"})
    assert fetch(second) is None
    third = address(officer)
    officer.person.is_active = False
    officer.person.save()
    assert fetch(third) is None


def test_it_is_made_only_for_who_is_signed_in(officer: Persona) -> None:
    assert Client().get("/me/calendar").status_code == 302
    assert Client().post("/me/calendar", {"do": "make"}).status_code == 302
    assert address_for(officer.viewer) is None
