"""The list of spaces, opening one, its about page and joining: who sees what, who may what."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from intercity.activity.models import Activity
from intercity.spaces.actions import do_create_space, do_join
from intercity.spaces.models import Label, Space, SpaceState, Template
from tests.personas import Persona

NEW = {"name": "Floods 2027", "template": "crisis", "description": "Water in the streets.", "state": "active"}


@pytest.fixture
def inner(db: None) -> Space:
    """A space that publishes nothing."""
    space = do_create_space("Closed circle", template=Template.PROJECT)
    Space.objects.filter(pk=space.pk).update(widest_label=Label.GREEN)
    return Space.objects.get(pk=space.pk)


def test_the_list_shows_what_its_reader_may_know_of(
    client: Client, space: Space, inner: Space, officer: Persona, partner: Persona
) -> None:
    def names(browser: Client) -> set[str]:
        page = browser.get("/spaces/").content.decode()
        return {s.name for s in (space, inner) if s.name in page}

    assert names(client) == {"Heatwave"}
    assert names(officer.client) == {"Heatwave", "Closed circle"}
    assert names(partner.client) == {"Heatwave"}
    do_join(inner, partner.organisation)
    assert names(partner.client) == {"Heatwave", "Closed circle"}


def test_the_list_groups_by_state_and_counts_members(client: Client, officer: Persona) -> None:
    do_create_space("Drill", state=SpaceState.EXERCISE)
    do_create_space("Old", state=SpaceState.ARCHIVED)
    do_create_space("Now", organisations=[officer.organisation])
    page = client.get("/spaces/").content.decode()
    assert page.index(">Active<") < page.index(">Now<") < page.index(">Drill<") < page.index(">Archived<")
    assert "1 organisation<" in page
    assert "0 organisations<" not in page, "an empty count helps nobody"


def test_the_list_asks_the_same_few_questions_however_long_it_is(
    officer: Persona, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        do_create_space(f"Space {n}", organisations=[officer.organisation])
    browser = officer.client
    browser.get("/spaces/")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        browser.get("/spaces/")


def test_an_empty_network_tells_each_reader_the_next_step(client: Client, coordinator: Persona) -> None:
    assert "Sign in to see" in client.get("/spaces/").content.decode()
    assert "Open the first one" in coordinator.client.get("/spaces/").content.decode()


@pytest.mark.parametrize(("template", "is_open"), [("crisis", True), ("partnership", False), ("project", False)])
def test_a_template_sets_who_may_join(coordinator: Persona, template: str, is_open: bool) -> None:
    answer = coordinator.client.post("/spaces/new", {**NEW, "template": template, "state": "exercise"})
    space = Space.objects.get(name="Floods 2027")
    assert space.open_to_network is is_open
    assert (space.default_label, space.widest_label) == (Label.GREEN, Label.CLEAR)
    assert space.state == SpaceState.EXERCISE
    assert list(space.coordinators.all()) == [coordinator.person]
    assert list(space.organisations.all()) == [coordinator.organisation]
    assert answer.headers["Location"].startswith(f"/spaces/{space.slug}/")


def test_sending_the_form_twice_opens_one_space(coordinator: Persona) -> None:
    browser = coordinator.client
    browser.post("/spaces/new", NEW)
    answer = browser.post("/spaces/new", {**NEW, "name": "FLOODS 2027"})
    assert "open already" in answer.content.decode()
    assert "Water in the streets." in answer.content.decode()
    assert Space.objects.count() == 1


def test_only_coordinators_of_the_network_open_spaces(client: Client, officer: Persona, lead: Persona) -> None:
    assert client.get("/spaces/new").headers["Location"].startswith(reverse("account_login"))
    for persona in (officer, lead):
        assert persona.client.get("/spaces/new").status_code == 403
        assert persona.client.post("/spaces/new", NEW).status_code == 403
    assert not Space.objects.exists()


def test_about_names_members_by_country_but_coordinators_only_to_the_network(
    client: Client, officer: Persona, officer_elsewhere: Persona, partner: Persona
) -> None:
    members = [officer.organisation, officer_elsewhere.organisation]
    space = do_create_space("Heat", organisations=members, coordinators=[officer.person])
    public = client.get(f"/spaces/{space.slug}/about").content.decode()
    assert public.index("France") < public.index(">Nice<") < public.index("Italy") < public.index(">Torino<")
    assert "2 organisations take part" in public
    assert officer.person.name not in public
    assert officer.person.name not in partner.client.get(f"/spaces/{space.slug}/about").content.decode()
    assert officer.person.name in officer_elsewhere.client.get(f"/spaces/{space.slug}/about").content.decode()


def test_an_archive_tells_who_took_part_and_nothing_where_nobody_did(client: Client, officer: Persona) -> None:
    empty = do_create_space("Pages of old", state=SpaceState.ARCHIVED)
    joined = do_create_space("Old flood", organisations=[officer.organisation], state=SpaceState.ARCHIVED)
    for page in ("", "about"):
        pages = [client.get(f"/spaces/{space.slug}/{page}").content.decode() for space in (empty, joined)]
        assert not re.search("take part|takes part|Nobody is in yet|Who may join", "".join(pages))
        assert "took part" not in pages[0]
        assert re.search("1(</strong>)? organisation took part", pages[1])


@pytest.mark.parametrize("page", ["", "about"])
def test_a_space_in_which_nobody_is_yet_counts_nobody(client: Client, space: Space, page: str) -> None:
    text = client.get(f"/spaces/{space.slug}/{page}").content.decode()
    assert not re.search("organisations? takes? part", text)
    assert re.search("Take part|Who takes part", text)


@pytest.mark.parametrize("page", ["about", "join", "settings", "members/add", "coordinators/add"])
def test_a_space_that_one_may_not_know_of_is_not_there(inner: Space, partner: Persona, page: str) -> None:
    address = f"/spaces/{inner.slug}/{page}"
    send = partner.client.get if page in ("about", "settings") else partner.client.post
    assert send(address).status_code == 404


def test_a_city_joins_an_open_space_once(officer: Persona, space: Space) -> None:
    browser = officer.client
    assert "Join for City of Nice" in browser.get(f"/spaces/{space.slug}/about").content.decode()
    for _time in range(2):
        browser.post(f"/spaces/{space.slug}/join")
    assert list(space.organisations.all()) == [officer.organisation]
    assert Activity.objects.filter(verb="space.joined").count() == 1
    page = browser.get(f"/spaces/{space.slug}/about").content.decode()
    assert "Join for" not in page
    assert "City of Nice is in this space." in page


def test_who_may_not_join_is_refused_and_sees_no_button(
    client: Client, space: Space, inner: Space, reader: Persona, partner: Persona, officer: Persona
) -> None:
    archived = do_create_space("Old", state=SpaceState.ARCHIVED)
    cases = [(client, space), (reader.client, space), (partner.client, space), (officer.client, inner),
             (officer.client, archived)]  # fmt: skip
    for browser, where in cases:
        assert "Join for" not in browser.get(f"/spaces/{where.slug}/about").content.decode()
        assert browser.post(f"/spaces/{where.slug}/join").status_code == 403
        assert browser.get(f"/spaces/{where.slug}/join").status_code == 405
        assert not where.members.exists()


@pytest.mark.parametrize("language", ["fr", "bg"])
def test_pages_stand_in_every_language(client: Client, space: Space, language: str) -> None:
    for address in ("/spaces/", f"/spaces/{space.slug}/about", "/topics/"):
        answer = client.get(address, headers={"accept-language": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()


def test_coordinators_are_not_told_to_ask_a_coordinator(officer: Persona, coordinator: Persona) -> None:
    inner = do_create_space("Closed circle", template="project")
    told = "Ask a coordinator if your organisation wants to join."
    assert told in officer.client.get(f"/spaces/{inner.slug}/about").content.decode()
    assert told not in coordinator.client.get(f"/spaces/{inner.slug}/about").content.decode()
