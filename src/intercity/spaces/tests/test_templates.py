"""Templates made from spaces: what they hold, what they refuse, and spaces opened from them."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings as SettingsWrapper

from intercity.activity.models import Activity
from intercity.organisations.models import Organisation, Person
from intercity.spaces.actions import do_create_space
from intercity.spaces.agreements import do_change
from intercity.spaces.grown import parts
from intercity.spaces.grown.actions import make_template, remove_template
from intercity.spaces.grown.shape import LARGEST, read_plain, read_template
from intercity.spaces.models import Label, Space, SpaceTemplate, Topic, Wording
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
WORDS = Wording("To learn.", "Each other.", "Two years.", "- We say what failed.")


@pytest.fixture
def used(coordinator: Persona, nice: Organisation, topic: Topic) -> Space:
    """A partnership that has been worked in, with settings of its own."""
    space = do_create_space(
        "Safe squares", template="partnership", description="With Nice", coordinators=[coordinator.person],
        organisations=[nice], topics=[topic],
    )  # fmt: skip
    do_change(space, WORDS, coordinator.person)
    space.refresh_from_db()
    Space.objects.filter(pk=space.pk).update(two_person=True, asks_per_week=7, default_label=Label.AMBER)
    space.refresh_from_db()
    return space


def made(viewer: Persona, space: Space, name: str = "Squares", **more: Any) -> SpaceTemplate:
    return make_template(viewer.viewer, space, name, more.pop("description", "For a plan."), **more)


@pytest.fixture
def plain(coordinator: Persona, used: Space) -> dict[str, Any]:
    return dict(made(coordinator, used).data)


def test_it_keeps_settings_topics_and_words(coordinator: Persona, used: Space) -> None:
    data = made(coordinator, used).data
    assert data["settings"]["two_person"] is True
    assert (data["settings"]["asks_per_week"], data["settings"]["default_label"]) == (7, "amber")
    assert data["topics"] == [{"slug": "housing", "labels": Topic.objects.get(slug="housing").labels}]
    assert data["agreement"]["text"] == "- We say what failed."
    assert made(coordinator, used).version == 2
    assert made(coordinator, used, agreement=False).data["agreement"] is None


def test_it_holds_nothing_of_posts_people_or_organisations(
    coordinator: Persona, officer: Persona, lead: Persona, used: Space
) -> None:
    for label in Label.values:
        make_post(officer, used, title=f"zqtitle{label}", body=f"zqbody{label}", label="clear")
    Person.objects.update(name="zqperson")
    Organisation.objects.update(short_name="zqshort")
    text = json.dumps(made(coordinator, used).data)
    marks = {"zq", "Nice", "Safe squares", "With Nice", used.uid, used.slug, "@"}
    uids = {*Person.objects.values_list("uid", flat=True), *Organisation.objects.values_list("uid", flat=True)}
    assert not [mark for mark in {*marks, *uids} if mark in text]


@pytest.mark.parametrize(
    "words", ["With the City of Nice.", "ask coordinator", "Mail a.b@example.org", "CITY  of nice"]
)
def test_words_that_name_somebody_are_refused(words: str, coordinator: Persona, used: Space) -> None:
    with pytest.raises(ValidationError, match="names nobody"):
        made(coordinator, used, description=words)
    do_change(used, Wording("With the City of Nice.", "x", "y"), None)
    used.refresh_from_db()
    with pytest.raises(ValidationError, match="names nobody"):
        made(coordinator, used)
    assert not SpaceTemplate.objects.exists()


def test_only_who_coordinates_makes_one(officer: Persona, used: Space) -> None:
    with pytest.raises(PermissionDenied):
        made(officer, used)
    assert officer.client.get(f"/spaces/{used.slug}/template").status_code == 403


def test_the_pages_are_for_who_opens_spaces(
    coordinator: Persona, officer: Persona, stranger: Persona, used: Space
) -> None:
    row = made(coordinator, used)
    for path in (f"/spaces/templates/{row.uid}", f"/spaces/templates/{row.uid}.json"):
        assert coordinator.client.get(path).status_code == 200
        assert [one.client.get(path).status_code for one in (officer, stranger)] == [404, 404]
    assert [one.client.get("/spaces/templates").status_code for one in (coordinator, officer)] == [200, 403]
    assert officer.client.post(f"/spaces/templates/{row.uid}/remove").status_code == 403
    remove_template(coordinator.viewer, row)
    verbs = Activity.objects.filter(verb__startswith="template.").order_by("pk").values_list("verb", flat=True)
    assert [*verbs] == ["template.made", "template.removed"]


def test_made_and_opened_by_pages(coordinator: Persona, used: Space) -> None:
    answer = coordinator.client.post(f"/spaces/{used.slug}/template", {"name": "Squares", "agreement": "on"})
    row = SpaceTemplate.objects.get()
    assert answer.headers["Location"].endswith(row.uid)
    form = {"name": "New", "template": f"grown:{row.uid}", "state": "active"}
    assert coordinator.client.post("/spaces/new", form).status_code == 302
    new = Space.objects.get(name="New")
    assert (new.template, new.two_person, new.asks_per_week, new.default_label) == ("partnership", True, 7, "amber")
    assert [one.slug for one in new.topics.all()] == ["housing"]
    assert new.agreements.get().text == "- We say what failed."
    assert f"grown:{row.uid}" in coordinator.client.get("/spaces/new").content.decode()


def broken(plain: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    data: Any = copy.deepcopy(plain)
    place = data
    *way, last = path.split(".")
    for step in way:
        place = place[int(step)] if step.isdecimal() else place[step]
    place[last] = value
    return dict(data)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("posts", [], "posts"), ("settings.secret", 1, "secret"), ("settings.default_label", "red", "red"),
        ("settings.widest_label", "purple", "purple"), ("settings.pages", ["nowhere"], "nowhere"),
        ("settings.two_person", 1, "two_person"), ("settings.asks_per_week", True, "asks_per_week"),
        ("settings.asks_per_week", 1e9, "asks_per_week"), ("settings.next_ring_hours", 0, "next_ring_hours"),
        ("settings.next_ring_hours", 720, "coordinators are told"), ("topics.0.slug", "../x", "../x"),
        ("topics.0.labels", {"fr": "x"}, "English"), ("topics.0.labels", {"en": "x", "xx-y": "z"}, "xx-y"),
        ("topics.0.parent", "x", "parent"), ("topics", {}, "topics"), ("template", "party", "party"),
        ("name", "", "name"), ("name", "a\x00b", "name"), ("name", ["x"], "name"),
        ("description", "x" * 2001, "description"), ("settings.pages", [["plan"]], "pages"),
        ("agreement", {}, "purpose"), ("agreement.purpose", "", "purpose"), ("agreement.by", "x", "by"),
        ("parts", {"nobody": 1}, "nobody"), ("version", 2, "2"), ("version", True, "True"),
        ("format", "x", "no template"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(path: str, value: Any, said: str, plain: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        read_plain(broken(plain, path, value))
    assert said in refused.value.messages[0]


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b"x" * (LARGEST + 1), b"1e999"]
)
def test_hostile_files_are_refused(raw: bytes) -> None:
    with pytest.raises(ValidationError):
        read_template(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    JSON, st.sampled_from(("name", "settings", "topics", "agreement", "parts", "template", "description", "version"))
)
def test_no_value_breaks_the_reader(value: Any, key: str) -> None:
    data = {
        "format": "intercity-space-template", "version": 1, "name": "x", "description": "", "template": "project",
        "settings": {}, "topics": [], "agreement": None, "parts": {}, key: value,
    }  # fmt: skip
    with pytest.raises(ValidationError):
        read_plain(data)


def test_unknown_topics_are_named_then_added_or_left_out(coordinator: Persona, plain: dict[str, Any]) -> None:
    new = {"slug": "kites", "labels": {"en": "Kites", "fr": "Cerfs-volants"}}
    typed = {"text": json.dumps({**plain, "topics": [*plain["topics"], new]})}
    first = coordinator.client.post("/spaces/templates", typed)
    assert first.status_code == 422
    assert "Kites (kites)" in first.content.decode()
    coordinator.client.post("/spaces/templates", {**typed, "topics": "skip"})
    assert [one["slug"] for one in SpaceTemplate.objects.get(version=2).data["topics"]] == ["housing"]
    assert not Topic.objects.filter(slug="kites").exists()
    coordinator.client.post("/spaces/templates", {**typed, "topics": "create"})
    assert Topic.objects.get(slug="kites").labels["fr"] == "Cerfs-volants"


def test_a_page_that_refuses_a_file_keeps_nothing(coordinator: Persona) -> None:
    answer = coordinator.client.post("/spaces/templates", {"text": '{"format": "intercity-space-template"}'})
    assert answer.status_code == 422
    assert not SpaceTemplate.objects.exists()


class Rules:
    """A part as rooms above may have one."""

    name = "rules"

    def export(self, space: Space) -> list[str]:
        return ["one"]

    def said(self, space: Space) -> str:
        return "One rule travels."

    def check(self, data: Any) -> None:
        if data != ["one"]:
            raise ValidationError("No rules.")

    def bring(self, space: Space, data: Any, by: Person | None) -> None:
        Space.objects.filter(pk=space.pk).update(description=f"Rules: {data}")


rules = Rules()


def test_rooms_above_carry_parts(coordinator: Persona, used: Space, settings: SettingsWrapper) -> None:
    settings.INTERCITY_TEMPLATE_PARTS = [f"{__name__}.rules"]
    parts.all_parts.cache_clear()
    try:
        row = made(coordinator, used)
        with pytest.raises(ValidationError, match="No rules"):
            read_plain({**row.data, "parts": {"rules": ["two"]}})
        coordinator.client.post("/spaces/new", {"name": "New", "template": f"grown:{row.uid}", "state": "active"})
        assert Space.objects.get(name="New").description == "Rules: ['one']"
    finally:
        parts.all_parts.cache_clear()
