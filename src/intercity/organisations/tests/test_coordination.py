"""The coordinators' desk."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.organisations import actions
from intercity.organisations.models import Invitation, Membership, Organisation
from tests.personas import Persona

PAGES = ["/coordination/", "/coordination/invite", "/coordination/invite/csv"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("name", "status"),
    [("coordinator", 200), ("lead", 403), ("officer", 403), ("reader", 403), ("partner", 404), ("stranger", 404)],
)
def test_who_opens_it(path: str, name: str, status: int, request: pytest.FixtureRequest) -> None:
    persona: Persona = request.getfixturevalue(name)
    assert persona.client.get(path).status_code == status


@pytest.mark.parametrize("path", PAGES)
def test_whoever_is_not_signed_in_is_asked_to(browser: Client, path: str, db: None) -> None:
    assert browser.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_the_desk_shows_who_waits(coordinator: Persona, reader: Persona, nice: Organisation) -> None:
    own = Membership.objects.get(person=reader.person)
    page = coordinator.client.get("/coordination/").content.decode()
    assert reader.person.email in page
    assert "Asks to speak" not in page
    actions.ask_to_speak(reader.viewer, own)
    coordinator.client.post("/coordination/invite", {"email": "new@nice.fr", "organisation": "nice", "role": "lead"})
    page = coordinator.client.get("/coordination/").content.decode()
    assert "Asks to speak" in page
    assert "new@nice.fr" in page


@pytest.mark.parametrize(
    "data",
    [
        {"email": "x@nice.fr", "organisation": "Atlantis", "role": "lead"},
        {"email": "x@nice.fr", "organisation": "", "role": "lead"},
        {"email": "", "organisation": "Nice", "role": "lead"},
        {"email": "x@nice.fr", "organisation": "Nice", "role": "king"},
    ],
)
def test_a_wrong_form_sends_nothing(coordinator: Persona, nice: Organisation, data: dict[str, str]) -> None:
    assert b"errorlist" in coordinator.client.post("/coordination/invite", data).content
    assert not Invitation.objects.exists()


def test_another_coordinator_is_invited_without_organisation(coordinator: Persona) -> None:
    data = {"email": "new@city.example", "role": "lead", "makes_coordinator": "on"}
    assert coordinator.client.post("/coordination/invite", data)["Location"] == "/coordination/"
    invitation = Invitation.objects.get()
    assert (invitation.makes_coordinator, invitation.organisation) == (True, None)
