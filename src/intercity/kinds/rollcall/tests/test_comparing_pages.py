"""Every page of comparing opens for those whom the answers are for, and says nothing to others."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db
WAYS = ["groups", "groups&by=country", "groups&by=level", "dates", "rollcalls", "changes", "trend"]
PAGES = ["map", "map?field=f2", "print", *(f"compare?show={way}" for way in WAYS)]
WORD = "Zirkelwort"


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    """Public, with answers for the network; one of two has answered."""
    assert officer.organisation
    assert officer_elsewhere.organisation
    cities = [officer.organisation, officer_elsewhere.organisation]
    made = make_rollcall(coordinator, space, cities, label=Label.CLEAR, answers_label=Label.GREEN)
    give(made, officer.organisation, reply("planned", 4711, comment=WORD))
    return made


def read(client: Client, rollcall: RollCall, page: str) -> tuple[int, str]:
    answer = client.get(f"/posts/{rollcall.post.uid}/answers/{page}")
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_it_opens_for_the_network_and_says_nothing_to_others(
    rollcall: RollCall, officer: Persona, stranger: Persona, page: str
) -> None:
    status, html = read(officer.client, rollcall, page)
    assert status == 200
    assert "Nice" in html or "trend" in page or "dates" in page or "rollcalls" in page or "groups" in page
    for other in (Client(), stranger.client):
        status, html = read(other, rollcall, page)
        assert status == 403
        assert "These answers are not for everybody" in html
        assert not [word for word in (WORD, "4711", "4,711", "Nice", "Torino") if word in html]
