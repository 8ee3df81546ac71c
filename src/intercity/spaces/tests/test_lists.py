"""Saved lists of organisations: on the settings page of a space, for its coordinators."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from intercity.activity.models import Activity
from intercity.organisations.models import Organisation
from intercity.spaces.actions import do_create_space
from intercity.spaces.lists import NameTakenError, save_list
from intercity.spaces.models import OrganisationList, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(officer: Persona) -> Persona:
    """An officer who looks after the space, without any role in the network."""
    return officer


@pytest.fixture
def kept(keeper: Persona) -> Space:
    return do_create_space("Heat", coordinators=[keeper.person])


@pytest.fixture
def saved(keeper: Persona, kept: Space, nice: Organisation, torino: Organisation) -> OrganisationList:
    return save_list(keeper.viewer, kept, "  The  two\n", [nice.pk, torino.pk])


def post(persona: Persona, space: Space, row: OrganisationList, verb: str, **data: Any) -> Any:
    return persona.client.post(f"/spaces/{space.slug}/lists/{row.uid}/{verb}", data)


def test_a_list_is_saved_renamed_and_deleted_with_its_acts(
    keeper: Persona, kept: Space, saved: OrganisationList
) -> None:
    assert (saved.name, saved.organisations.count(), saved.made_by) == ("The two", 2, keeper.person)
    page = keeper.client.get(f"/spaces/{kept.slug}/settings").content.decode()
    assert "The two" in page
    assert "2 organisations" in page
    assert "Bring it into every new crisis" not in page
    assert post(keeper, kept, saved, "rename", name="Our two").status_code == 302
    assert OrganisationList.objects.get().name == "Our two"
    assert post(keeper, kept, saved, "delete").status_code == 302
    assert not OrganisationList.objects.exists()
    acts = Activity.objects.filter(verb="list.changed")
    assert acts.count() == 3
    assert not any("two" in str(act.data) or act.public for act in acts)


@pytest.mark.parametrize("name", ["", " \n", "the TWO", "x" * 81])
def test_a_name_that_is_empty_taken_or_too_long_is_refused(
    keeper: Persona, kept: Space, saved: OrganisationList, name: str
) -> None:
    other = save_list(keeper.viewer, kept, "Another", [keeper.organisation.pk if keeper.organisation else 0])
    answer = post(keeper, kept, other, "rename", name=name)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    with pytest.raises(NameTakenError):
        save_list(keeper.viewer, kept, name, [])
    assert set(OrganisationList.objects.values_list("name", flat=True)) == {"The two", "Another"}


def test_nobody_else_sees_or_changes_it(
    client: Client, kept: Space, saved: OrganisationList, colleague: Persona, reader: Persona, stranger: Persona
) -> None:
    for persona in (colleague, reader, stranger):
        for verb in ("rename", "delete", "standing"):
            assert post(persona, kept, saved, verb, name="Mine").status_code == 403
        with pytest.raises(PermissionDenied):
            save_list(persona.viewer, kept, "Mine", [])
    assert client.post(f"/spaces/{kept.slug}/lists/{saved.uid}/delete").status_code == 302
    assert OrganisationList.objects.get().name == "The two"


def test_a_list_of_another_space_is_not_there(keeper: Persona, saved: OrganisationList) -> None:
    other = do_create_space("Floods", coordinators=[keeper.person])
    assert post(keeper, other, saved, "delete").status_code == 404
    assert OrganisationList.objects.exists()


def test_the_network_takes_a_list_into_every_new_crisis(
    coordinator: Persona, keeper: Persona, kept: Space, saved: OrganisationList
) -> None:
    assert post(keeper, kept, saved, "standing", on="1").status_code == 403
    assert post(coordinator, kept, saved, "standing", on="1").status_code == 302
    assert list(OrganisationList.objects.standing()) == [saved]
    # It belongs to the network now: a coordinator of one space chooses it, and changes it no more.
    assert post(keeper, kept, saved, "rename", name="Mine").status_code == 403
    page = keeper.client.get(f"/spaces/{kept.slug}/settings").content.decode()
    assert "The two" in page
    assert f"/lists/{saved.uid}/delete" not in page
    assert post(coordinator, kept, saved, "standing").status_code == 302
    assert not OrganisationList.objects.standing().exists()
