"""`intercity space create` and `intercity invite`."""

from __future__ import annotations

import json

import pytest

from intercity.activity.models import Activity
from intercity.cli.main import main
from intercity.organisations.models import Invitation, Organisation
from intercity.spaces.models import Space

pytestmark = pytest.mark.django_db(transaction=True)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command says when it refuses with exit code 2."""
    assert main(list(words)) == 2
    return capsys.readouterr().err


def test_a_space_is_opened_and_its_address_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["space", "create", "Flood 2027", "--template", "crisis", "--state", "exercise"]) == 0
    space = Space.objects.get()
    assert (space.slug, space.template, space.is_exercise, space.open_to_network) == (
        "flood-2027",
        "crisis",
        True,
        True,
    )
    assert capsys.readouterr().out.strip().endswith("/spaces/flood-2027/")


def test_json_tells_the_slug(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["space", "create", "Flood", "--template", "project", "--slug", "water", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["slug"] == "water"
    assert not Space.objects.get().open_to_network


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["  ", "--template", "crisis"], "between 1 and"),
        (["x" * 121, "--template", "crisis"], "between 1 and"),
        (["Flood", "--template", "crisis", "--slug", "Not good"], "small letters"),
        (["Flood", "--template", "crisis", "--slug", "taken"], "already"),
    ],
)
def test_bad_spaces_are_refused(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    Space.objects.create(slug="taken", name="Taken")
    assert message in refused(capsys, "space", "create", *words)
    assert Space.objects.count() == 1


def test_an_invitation_is_recorded_for_the_worker_and_its_link_printed(
    nice: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["invite", "Anna@nice.example", "--organisation", nice.slug, "--role", "lead"]) == 0
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.makes_coordinator) == ("anna@nice.example", "lead", False)
    assert capsys.readouterr().out.strip().endswith(f"/invitations/{invitation.token}/")
    assert Activity.objects.get(verb="membership.invited").organisation_uid == nice.uid


def test_a_coordinator_needs_no_organisation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["invite", "anna@nice.example", "--coordinator", "--json"]) == 0
    invitation = Invitation.objects.get()
    assert invitation.makes_coordinator
    assert invitation.organisation is None
    assert json.loads(capsys.readouterr().out)["email"] == "anna@nice.example"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["not-an-address", "--coordinator"], "email"),
        (["anna@nice.example"], "--organisation"),
        (["anna@nice.example", "--organisation", "atlantis"], "atlantis"),
        (["anna@nice.example", "--organisation", "atlantis", "--coordinator"], "atlantis"),
    ],
)
def test_bad_invitations_are_refused(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert message in refused(capsys, "invite", *words)
    assert not Invitation.objects.exists()
