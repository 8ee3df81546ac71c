"""The settings of a space: its coordinators change it, nobody else does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.organisations.models import Membership
from intercity.spaces.actions import do_create_space
from intercity.spaces.models import Space, Topic
from tests.personas import Persona, make_organisation

SETTINGS = {
    "name": "Heat", "description": "Cool rooms.", "state": "archived", "default_label": "green",
    "widest_label": "green", "open_to_network": "False",
    "next_ring_hours": "3", "escalate_hours": "9", "asks_per_week": "2",
    "who_asks_all": "officers", "ask_alls_per_week": "5",
}  # fmt: skip


@pytest.fixture
def keeper(officer: Persona) -> Persona:
    """An officer who looks after the space, without any role in the network."""
    return officer


@pytest.fixture
def kept(keeper: Persona) -> Space:
    """The space they look after."""
    return do_create_space("Heat", coordinators=[keeper.person])


def post(persona: Persona, space: Space, page: str, **data: Any) -> Any:
    return persona.client.post(f"/spaces/{space.slug}/{page}", data)


def test_settings_are_saved_with_an_activity(keeper: Persona, kept: Space) -> None:
    assert keeper.client.get(f"/spaces/{kept.slug}/settings").status_code == 200
    post(keeper, kept, "settings", **SETTINGS)
    kept.refresh_from_db()
    assert (kept.description, kept.state, kept.open_to_network) == ("Cool rooms.", "archived", False)
    assert (kept.default_label, kept.widest_label) == ("green", "green")
    row = Activity.objects.latest("pk")
    assert (row.verb, row.space_uid, row.person_uid) == ("space.changed", kept.uid, keeper.person.uid)


def test_what_a_space_is_about_is_chosen_and_kept_after_a_topic_was_retired(
    keeper: Persona, kept: Space, topic: Topic
) -> None:
    post(keeper, kept, "settings", **SETTINGS, topics=[topic.pk])
    Topic.objects.update(retired=True)
    page = keeper.client.get(f"/spaces/{kept.slug}/settings").content.decode()
    assert "Housing" in page
    post(keeper, kept, "settings", **SETTINGS, topics=[topic.pk])
    assert list(kept.topics.all()) == [topic]
    post(keeper, kept, "settings", **SETTINGS)
    assert not kept.topics.exists()
    assert "Housing" not in keeper.client.get(f"/spaces/{kept.slug}/settings").content.decode()


def test_the_usual_label_stays_within_the_widest(keeper: Persona, kept: Space) -> None:
    answer = post(keeper, kept, "settings", **{**SETTINGS, "default_label": "clear"})
    assert "may not reach more people" in answer.content.decode()
    assert "Cool rooms." in answer.content.decode()
    kept.refresh_from_db()
    assert kept.widest_label == "clear"


def test_a_space_may_keep_its_words_to_its_organisations(keeper: Persona, kept: Space) -> None:
    post(keeper, kept, "settings", **{**SETTINGS, "default_label": "amber", "widest_label": "amber"})
    kept.refresh_from_db()
    assert (kept.default_label, kept.widest_label) == ("amber", "amber")


@pytest.mark.parametrize("label", ["red", "purple"])
def test_labels_that_need_names_cannot_be_usual(keeper: Persona, kept: Space, label: str) -> None:
    post(keeper, kept, "settings", **{**SETTINGS, "default_label": label, "widest_label": label})
    kept.refresh_from_db()
    assert (kept.default_label, kept.widest_label) == ("green", "clear")


PAGES = ["settings", "members/add", "coordinators/add"]


@pytest.mark.parametrize("page", PAGES)
def test_only_its_coordinators_may(
    client: Client, kept: Space, page: str, colleague: Persona, lead: Persona, reader: Persona, stranger: Persona
) -> None:
    for persona in (colleague, lead, reader, stranger):
        assert post(persona, kept, page, **SETTINGS).status_code == 403
    assert client.post(f"/spaces/{kept.slug}/{page}", SETTINGS).status_code == 302
    kept.refresh_from_db()
    assert kept.description == ""


def test_the_coordinator_of_the_network_looks_after_every_space(coordinator: Persona, kept: Space) -> None:
    assert post(coordinator, kept, "settings", **SETTINGS).status_code == 302


@pytest.mark.parametrize("typed", ["Ministry", "ministry", " MINISTRY "])
def test_a_partner_is_brought_in_by_name(keeper: Persona, kept: Space, partner: Persona, typed: str) -> None:
    assert post(keeper, kept, "members/add", organisation=typed).status_code == 302
    assert list(kept.organisations.all()) == [partner.organisation]


def test_a_name_that_is_unknown_unconfirmed_or_shared_is_refused(keeper: Persona, kept: Space) -> None:
    make_organisation("Imported town", unclaimed=True)
    make_organisation("Frankfurt", country="DE")
    make_organisation("Frankfurt", country="DE")
    for typed, reason in [("Nowhere", "do not know"), ("Imported town", "do not know"), ("Frankfurt", "Several")]:
        page = post(keeper, kept, "members/add", organisation=typed).content.decode()
        assert reason in page
        assert f'value="{typed}"' in page
    assert not kept.members.exists()


def test_removing_an_organisation_is_recorded_once(keeper: Persona, kept: Space, partner: Persona) -> None:
    post(keeper, kept, "members/add", organisation="Ministry")
    assert post(keeper, kept, "members/ministry/remove").status_code == 302
    assert post(keeper, kept, "members/ministry/remove").status_code == 404
    assert not kept.members.exists()
    assert Activity.objects.filter(verb="space.left").count() == 1


def test_only_verified_members_can_coordinate(
    keeper: Persona, kept: Space, officer_elsewhere: Persona, reader: Persona, stranger: Persona
) -> None:
    for persona in (reader, stranger):
        page = post(keeper, kept, "coordinators/add", email=persona.person.email).content.decode()
        assert "No verified member" in page
    post(keeper, kept, "coordinators/add", email=officer_elsewhere.person.email.upper())
    assert set(kept.coordinators.all()) == {keeper.person, officer_elsewhere.person}


def test_a_coordinator_who_leaves_keeps_no_rights(keeper: Persona, kept: Space) -> None:
    answer = post(keeper, kept, f"coordinators/{keeper.person.uid}/remove")
    assert answer.headers["Location"] == f"/spaces/{kept.slug}/about"
    assert keeper.client.get(f"/spaces/{kept.slug}/settings").status_code == 403


def test_whose_membership_ended_coordinates_no_more(keeper: Persona, kept: Space) -> None:
    Membership.objects.filter(person=keeper.person).update(ended_at=timezone.now())
    assert post(keeper, kept, "settings", **SETTINGS).status_code == 403
    kept.refresh_from_db()
    assert kept.description == ""


def test_how_soon_others_are_asked_is_set_in_a_sensible_order(coordinator: Persona, space: Space) -> None:
    assert post(coordinator, space, "settings", **SETTINGS).status_code == 302
    kept = Space.objects.get(pk=space.pk)
    assert (kept.next_ring_hours, kept.escalate_hours, kept.asks_per_week) == (3, 9, 2)
    for wrong in ({"escalate_hours": "2"}, {"asks_per_week": "0"}, {"next_ring_hours": "9999"}):
        assert post(coordinator, space, "settings", **{**SETTINGS, **wrong}).status_code == 200
    kept.refresh_from_db()
    assert (kept.next_ring_hours, kept.escalate_hours, kept.asks_per_week) == (3, 9, 2)
