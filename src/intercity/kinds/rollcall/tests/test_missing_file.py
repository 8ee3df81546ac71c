"""GET /posts/<uid>/answers/missing.csv: who has not answered and whom to call there, for people of the space."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall
from intercity.organisations.models import Organisation
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, space: Space, nice: Organisation, torino: Organisation) -> RollCall:
    """Nice has answered; two have not."""
    ghent = make_organisation(
        "=City of Ghent", country="BE", contact_name="Night desk; room 2", contact_phone="0923456789",
        contact_email="desk@ghent.example",
    )  # fmt: skip
    made = make_rollcall(coordinator, space, [nice, torino, ghent], label=Label.CLEAR)
    give(made, nice)
    return made


def address(rollcall: RollCall, query: str = "") -> str:
    return f"/posts/{rollcall.post.uid}/answers/missing.csv{query}"


def test_it_names_those_who_have_not_answered_and_their_offices(rollcall: RollCall, officer: Persona) -> None:
    answer = officer.client.get(address(rollcall))
    assert "-tlp-amber.csv" in answer.headers["Content-Disposition"]
    ghent, torino = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert list(ghent.values()) == [
        "'=City of Ghent", "Belgium", "City", "", "Night desk; room 2", "'0923456789", "desk@ghent.example",
    ]  # fmt: skip
    assert torino["City"] == "Torino"
    semicolons = officer.client.get(address(rollcall, "?separator=semicolon")).content.decode("utf-8-sig")
    assert semicolons.splitlines()[1].startswith('\'=City of Ghent;Belgium;City;;"Night desk; room 2";')


def test_the_page_leads_to_it_where_names_are_shown(rollcall: RollCall, officer: Persona) -> None:
    page = f"/posts/{rollcall.post.uid}/answers/missing"
    assert address(rollcall) in officer.client.get(page).content.decode()
    assert address(rollcall) not in Client().get(page).content.decode()


def test_outside_the_space_nobody_is_named(rollcall: RollCall, officer: Persona) -> None:
    outside = make_persona("outside", make_organisation("City of Lille")).client
    for client in (Client(), outside):
        answer = client.get(address(rollcall))
        assert answer.status_code in (302, 403)
        assert "Ghent" not in answer.content.decode()
    RollCall.objects.update(answers_label=Label.RED)
    assert officer.client.get(address(rollcall)).status_code == 403
    assert officer.client.get("/posts/none/answers/missing.csv").status_code == 404
