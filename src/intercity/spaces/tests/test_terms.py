"""Topics and groups: the start data, the page, and that a new one works everywhere at once."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from intercity.activity.models import Activity
from intercity.spaces.loading import DATA, load_terms
from intercity.spaces.marks import topic_marks
from intercity.spaces.models import Group, Space, Topic
from intercity.spaces.terms import TERM_LANGUAGES, topic_and_below, topic_tree
from tests.personas import Persona

TOPICS = {
    *("housing", "health", "crime", "violence", "cyber", "public-space", "solidarity", "prevention", "food"),
    *("economy", "culture", "governance", "minors", "rights", "mobility", "schools", "information"),
}
GROUPS = {
    *("children", "youth", "women", "older", "migrants", "homeless", "disabled", "minors", "families"),
    *("workers", "health-workers", "businesses", "tourists", "students", "low-income"),
}


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(("name", "least"), [("topics.json", 5), ("groups.json", 3)])
def test_every_term_of_the_start_data_is_named_in_every_language(name: str, least: int) -> None:
    for row in rows(name):
        assert tuple(row["labels"]) == tuple(row["synonyms"]) == TERM_LANGUAGES, row["slug"]
        assert all(row["labels"].values()), row["slug"]
        for language, words in row["synonyms"].items():
            assert len(words) >= least, (row["slug"], language)
            assert len(words) == len(set(words)), (row["slug"], language)
    for language in TERM_LANGUAGES:
        labels = [row["labels"][language] for row in rows(name)]
        assert len(labels) == len(set(labels)), language


@pytest.mark.django_db
def test_the_start_data_holds_what_the_network_named() -> None:
    load_terms()
    assert set(Topic.objects.values_list("slug", flat=True)) >= TOPICS
    assert set(Group.objects.values_list("slug", flat=True)) == GROUPS
    assert {node.topic.slug for node in topic_tree()} >= {"solidarity", "health", "violence"}
    assert set(topic_and_below("solidarity")) == {"solidarity", "housing", "food", "minors"}
    assert topic_and_below("nothing") == []


@pytest.mark.django_db
def test_loading_again_writes_nothing() -> None:
    assert load_terms() == len(rows("topics.json")) + len(rows("groups.json"))
    before = Activity.objects.count()
    assert load_terms() == 0
    assert Activity.objects.count() == before


@pytest.mark.django_db
def test_loading_keeps_what_a_coordinator_changed_and_adds_what_is_missing() -> None:
    load_terms()
    food = Topic.objects.get(slug="food")
    food.labels = {"en": "Meals", "fr": ""}
    food.synonyms = {"en": []}
    food.parent, food.retired = None, True
    food.save()
    Topic.objects.filter(slug="housing").delete()
    assert load_terms() == 2
    food.refresh_from_db()
    assert (food.labels["en"], food.labels["fr"], food.labels["de"]) == ("Meals", "", "Lebensmittel")
    assert food.synonyms["en"] == []
    assert "храна" in food.synonyms["bg"]
    assert (food.parent, food.retired) == (None, True)
    assert Topic.objects.get(slug="housing").parent == Topic.objects.get(slug="solidarity")


@pytest.mark.django_db
def test_a_topic_whose_parent_is_retired_stands_at_the_top() -> None:
    load_terms()
    Topic.objects.filter(slug="solidarity").update(retired=True)
    assert {"housing", "food", "minors"} <= {node.topic.slug for node in topic_tree()}


def term_data(**fields: str) -> dict[str, str]:
    empty = {f"{part}_{code}": "" for part in ("label", "synonyms") for code in TERM_LANGUAGES}
    return {**empty, **fields}


def composer(persona: Persona, space: Space) -> str:
    """The page on which somebody writes a post."""
    return persona.client.get(f"/spaces/{space.slug}/post/practice").content.decode()


def test_a_new_topic_can_be_chosen_at_once(coordinator: Persona, officer: Persona, space: Space) -> None:
    load_terms()
    data = term_data(label_en="Ferries", label_bg="Фериботи", synonyms_en="boat, boats;ferry\nboat", parent="mobility")
    assert coordinator.client.post("/topics/new", data).status_code == 302
    topic = Topic.objects.get(slug="ferries")
    assert topic.synonyms["en"] == ["boat", "boats", "ferry"]
    assert topic.parent == Topic.objects.get(slug="mobility")
    assert 'value="ferries"' in composer(officer, space)
    with override("bg"):
        assert topic.label == "Фериботи"
    with override("fr"):
        assert topic.label == "Ferries"
    row = Activity.objects.latest("pk")
    assert (row.verb, row.person_uid, row.data) == ("topic.changed", coordinator.person.uid, {"slugs": ["ferries"]})


def test_a_coordinator_marks_what_is_about_people_in_danger(coordinator: Persona) -> None:
    load_terms()
    keys = {topic.slug: topic.pk for topic in Topic.objects.all()}
    assert topic_marks().sensitive == {keys["violence"], keys["minors"]}
    assert topic_marks().slugs == {"violence"}
    page = coordinator.client.get("/topics/violence/edit").content.decode()
    assert len(re.findall(r'name="(?:is_sensitive|helplines)"[^>]* checked', page)) == 2
    coordinator.client.post("/topics/violence/edit", term_data(label_en="Violence"))
    coordinator.client.post("/topics/solidarity/edit", term_data(label_en="Solidarity", is_sensitive="on"))
    # What stands below a marked topic is marked with it.
    assert topic_marks().sensitive == {keys[slug] for slug in ("solidarity", "housing", "food", "minors")}
    assert topic_marks().slugs == set()


def test_a_newly_vulnerable_group_is_renamed_retired_and_brought_back(
    coordinator: Persona, officer: Persona, space: Space
) -> None:
    browser = coordinator.client
    browser.post("/groups/new", term_data(label_en="Seasonal workers"))
    browser.post("/groups/seasonal-workers/edit", term_data(label_en="Harvest workers", label_fr="Saisonniers"))
    group = Group.objects.get(slug="seasonal-workers")
    assert (group.labels["en"], group.labels["fr"]) == ("Harvest workers", "Saisonniers")
    browser.post("/groups/seasonal-workers/retire")
    assert "seasonal-workers" not in composer(officer, space)
    assert "Harvest workers" in browser.get("/topics/").content.decode()
    browser.post("/groups/seasonal-workers/retire", {"back": "1"})
    assert "seasonal-workers" in composer(officer, space)


def test_what_was_typed_stays_when_the_form_is_refused(coordinator: Persona) -> None:
    load_terms()
    for label in ("", "HEALTH"):
        page = coordinator.client.post("/topics/new", term_data(label_en=label, synonyms_pl="promy")).content.decode()
        assert "errorlist" in page
        assert "promy" in page


def test_the_tree_stays_two_floors_deep(coordinator: Persona) -> None:
    load_terms()
    browser = coordinator.client
    assert 'name="parent"' not in browser.get("/topics/solidarity/edit").content.decode()
    browser.post("/topics/solidarity/edit", term_data(label_en="Solidarity", parent="health"))
    assert Topic.objects.get(slug="solidarity").parent is None
    answer = browser.post("/topics/new", term_data(label_en="Soup", parent="food"))
    assert answer.status_code == 200
    assert not Topic.objects.filter(slug="soup").exists()


WRITES = ["/topics/new", "/topics/food/edit", "/topics/food/retire", "/groups/new", "/groups/women/edit"]


@pytest.mark.parametrize("address", WRITES)
def test_only_coordinators_write(client: Client, officer: Persona, lead: Persona, address: str) -> None:
    load_terms()
    before = Activity.objects.count()
    for persona in (officer, lead):
        assert persona.client.post(address, term_data(label_en="Mine")).status_code == 403
    assert client.post(address, term_data(label_en="Mine")).status_code == 302
    assert Activity.objects.count() == before


def test_everyone_reads_the_tree(client: Client, coordinator: Persona) -> None:
    load_terms()
    page = client.get("/topics/", headers={"accept-language": "bg"}).content.decode()
    assert "Солидарност" in page
    assert "/edit" not in page
    assert "/topics/food/edit" in coordinator.client.get("/topics/").content.decode()
    assert coordinator.client.get("/topics/nothing/edit").status_code == 404
