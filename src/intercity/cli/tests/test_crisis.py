"""`intercity space create --template crisis` opens what the page opens; `--ask` asks at once."""

from __future__ import annotations

import json

import pytest

from intercity.cli.main import main
from intercity.kinds.rollcall.models import RollCall
from intercity.posts.models import Post
from intercity.spaces.models import OrganisationList, Space, Topic
from tests.personas import Persona, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)
CREATE = ("space", "create", "--template", "crisis", "--name", "Heatwave 2027")


@pytest.fixture
def standing(coordinator: Persona) -> None:
    """Twelve cities, and the usual topics."""
    row = OrganisationList.objects.create(name="All cities", is_standing=True)
    row.organisations.set([make_organisation(f"City {number}") for number in range(12)])
    Topic.objects.get_or_create(slug="health", defaults={"labels": {"en": "Health"}})


def created(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main([*CREATE, "--json", *words]) == 0
    data: dict[str, object] = json.loads(capsys.readouterr().out)
    return data


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*CREATE, *words]) == 2
    return capsys.readouterr().err


def test_one_command_asks_all_cities(standing: None, coordinator: Persona, capsys: pytest.CaptureFixture[str]) -> None:
    data = created(capsys, "--coordinator", coordinator.person.email, "--ask", "situation")
    assert (data["slug"], data["members"], data["asked"]) == ("heatwave-2027", 13, 13)
    assert "health" in str(data["topics"])
    space = Space.objects.get()
    assert list(space.coordinators.all()) == [coordinator.person]
    rollcall = RollCall.objects.get()
    assert (rollcall.post.author, rollcall.scope, rollcall.fields.count()) == (coordinator.person, {"who": "space"}, 3)
    assert Post.objects.exclude(pk=rollcall.pk).get().title == "Welcome to Heatwave 2027"


def test_without_people_it_opens_with_its_cities_and_says_where_to_ask(
    standing: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(list(CREATE)) == 0
    said = capsys.readouterr()
    assert said.out.strip().endswith("/spaces/heatwave-2027/")
    assert "12 organisations are in." in said.err
    assert "/spaces/heatwave-2027/ask-all?ready=situation" in said.err
    assert not Post.objects.exists()


def test_every_city_of_the_network_can_be_in(
    standing: None, officer: Persona, capsys: pytest.CaptureFixture[str]
) -> None:
    assert created(capsys, "--every-city")["members"] == 13


def test_errors_say_what_to_do(standing: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Invite and verify the person first" in refused(capsys, "--coordinator", "nobody@example.org")
    assert "--coordinator EMAIL" in refused(capsys, "--ask", "masks")
    assert "There is no topic snow. These are there:" in refused(capsys, "--topic", "snow")
    assert not Space.objects.exists()
    main(list(CREATE))
    assert "is open already" in refused(capsys)
    assert Space.objects.count() == 1
