"""Change what is asked after it was sent: /posts/<uid>/fields."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.kinds.rollcall.actions.answering import Reply
from intercity.kinds.rollcall.models import Answer, Field, FieldType, RollCall
from intercity.kinds.rollcall.sheet import sheet_of
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.kinds.rollcall.values.types import Choice, Several
from intercity.organisations.models import Organisation
from intercity.posts.models import Revision
from intercity.spaces.models import Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db

FIELDS = (
    {"type": FieldType.STANDING, "label": "Are playgronds closed?"},
    {
        "type": FieldType.SEVERAL, "label": "Which?",
        "options": [{"id": "a", "label": "Parks"}, {"id": "b", "label": "Schools"}, {"id": "c", "label": "Markets"}],
    },
)  # fmt: skip
SAID = {
    "f1-label": "Are playgrounds closed?", "f2-label": "Which?", "f2-option-a": "Parks", "f2-option-b": "Schools",
    "f2-option-c": "Markets",
}  # fmt: skip


@pytest.fixture
def rollcall(coordinator: Persona, space: Space, nice: Organisation, torino: Organisation) -> RollCall:
    return make_rollcall(coordinator, space, [nice, torino], fields=FIELDS)


def change(persona: Persona, rollcall: RollCall, do: str, **typed: Any) -> Any:
    return persona.client.post(f"/posts/{rollcall.post.uid}/fields", {"do": do, **typed})


def names(rollcall: RollCall) -> list[str]:
    return [one.name for one in rollcall.fields.filter(archived_at=None)]


def test_a_typo_is_corrected_and_choices_are_added(
    coordinator: Persona, rollcall: RollCall, nice: Organisation
) -> None:
    assert "playgronds" in coordinator.client.get(f"/posts/{rollcall.post.uid}/fields").content.decode()
    give(rollcall, nice, Reply({"f2": Several(("a", "c"))}))
    answer = change(
        coordinator, rollcall, "save", **{**SAID, "f2-option-c": "Street markets", "f2-added": "Pools\nZoos"}
    )
    assert answer.status_code == 302
    first, second = rollcall.fields.all()
    assert first.label == "Are playgrounds closed?"
    assert [one["label"] for one in second.options] == ["Parks", "Schools", "Street markets", "Pools", "Zoos"]
    assert [one["id"] for one in second.options][:3] == ["a", "b", "c"]
    assert len({one["id"] for one in second.options}) == 5
    row = sheet_of(fresh(rollcall.post)).rows[nice.pk]
    assert row.values["f2"] == Several(("a", "c"))
    act = Activity.objects.latest("pk")
    assert (act.verb, act.post_uid, act.data["fields"]) == ("rollcall.changed", rollcall.post.uid, "reworded")
    assert list(Revision.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    page = coordinator.client.get(f"/posts/{rollcall.post.uid}/revisions")
    assert page.status_code == 200


def test_one_thing_more_is_asked(coordinator: Persona, rollcall: RollCall) -> None:
    typed = {"new-type": "number", "new-label": "How many?", "new-unit": "places"}
    assert change(coordinator, rollcall, "add", **typed).status_code == 302
    made = rollcall.fields.last()
    assert made is not None
    assert (made.label, made.unit, made.position) == ("How many?", "places", 3)
    again = change(coordinator, rollcall, "add", **typed)
    assert again.status_code == 422
    assert "Two fields ask the same" in again.content.decode()
    assert 'value="How many?"' in again.content.decode()
    for number in range(3):
        change(coordinator, rollcall, "add", **{"new-type": "text", "new-label": f"Text {number}"})
    assert rollcall.fields.count() == 6
    full = change(coordinator, rollcall, "add", **{"new-type": "text", "new-label": "One too many"})
    assert "6 things are asked already" in full.content.decode()


def test_a_field_with_answers_is_archived_not_removed(
    coordinator: Persona, rollcall: RollCall, nice: Organisation
) -> None:
    give(rollcall, nice, reply("yes"))
    page = coordinator.client.get(f"/posts/{rollcall.post.uid}/fields").content.decode()
    assert 'value="archive:f1"' in page
    assert 'value="remove:f2"' in page
    refused = change(coordinator, rollcall, "remove:f1")
    assert refused.status_code == 422
    assert "Archive it" in refused.content.decode()
    assert change(coordinator, rollcall, "archive:f1").status_code == 302
    assert names(rollcall) == ["f2"]
    assert Answer.objects.get().values == {"f1": "yes"}
    assert sheet_of(fresh(rollcall.post)).rows[nice.pk].values["f1"] == Choice("yes")
    assert change(coordinator, rollcall, "restore:f1").status_code == 302
    assert names(rollcall) == ["f1", "f2"]


def test_a_field_without_answers_goes_and_its_name_with_it(coordinator: Persona, rollcall: RollCall) -> None:
    assert change(coordinator, rollcall, "remove:f2").status_code == 302
    assert names(rollcall) == ["f1"]
    assert "One field must stay" in change(coordinator, rollcall, "remove:f1").content.decode()
    assert "One field must stay" in change(coordinator, rollcall, "archive:f1").content.decode()
    change(coordinator, rollcall, "add", **{"new-type": "text", "new-label": "Else?"})
    assert names(rollcall)[1] not in ("f1", "f2")


def test_even_an_answer_that_was_changed_since_keeps_its_field(
    coordinator: Persona, rollcall: RollCall, nice: Organisation
) -> None:
    give(rollcall, nice, Reply({"f1": Choice("yes"), "f2": Several(("a",))}))
    give(rollcall, nice, Reply({"f1": Choice("yes")}))
    assert change(coordinator, rollcall, "remove:f2").status_code == 422
    assert names(rollcall) == ["f1", "f2"]


def test_a_choice_that_somebody_made_stays(coordinator: Persona, rollcall: RollCall, nice: Organisation) -> None:
    give(rollcall, nice, Reply({"f2": Several(("a", "c"))}))
    refused = change(coordinator, rollcall, "drop:f2:c")
    assert refused.status_code == 422
    assert "“Markets” was chosen already" in refused.content.decode()
    assert change(coordinator, rollcall, "drop:f2:b").status_code == 302
    assert [one["id"] for one in Field.objects.get(name="f2").options] == ["a", "c"]
    assert "Two must stay" in change(coordinator, rollcall, "drop:f2:a").content.decode()


WRONG = [
    ({"f1-label": ""}, "This field is required"),
    ({"f1-label": "Which ones EXACTLY?"}, "Two fields ask the same"),
    ({"f2-option-a": "schools"}, "stands there twice"),
    ({"f2-added": "Markets"}, "stands there twice"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG)
def test_what_is_wrong_is_said_and_stays_on_the_page(
    coordinator: Persona, rollcall: RollCall, wrong: dict[str, str], said: str
) -> None:
    answer = change(coordinator, rollcall, "save", **{**SAID, "f2-label": "Which ones exactly?", **wrong})
    assert "Which ones exactly?" in answer.content.decode()
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Field.objects.get(name="f1").label == "Are playgronds closed?"


@pytest.mark.parametrize("do", ["remove:f9", "remove:", "drop:f2:zz", "drop:f1:yes", "nonsense", "archive:f\x00"])
def test_what_is_no_longer_there_changes_nothing(coordinator: Persona, rollcall: RollCall, do: str) -> None:
    assert change(coordinator, rollcall, do).status_code == 422
    assert names(rollcall) == ["f1", "f2"]
    assert not Activity.objects.filter(verb="rollcall.changed").exists()


def test_a_closed_one_stays_as_it_is(coordinator: Persona, rollcall: RollCall) -> None:
    RollCall.objects.update(closed_at=timezone.now())
    assert change(coordinator, rollcall, "save", **SAID).status_code == 422
    assert Field.objects.get(name="f1").label == "Are playgronds closed?"


def test_only_those_who_manage_it_change_it(
    client: Client, rollcall: RollCall, officer: Persona, reader: Persona, stranger: Persona, coordinator: Persona
) -> None:
    for persona, status in ((officer, 403), (reader, 403), (stranger, 404)):
        assert change(persona, rollcall, "save", **SAID).status_code == status
        assert persona.client.get(f"/posts/{rollcall.post.uid}/fields").status_code == status
    assert client.get(f"/posts/{rollcall.post.uid}/fields").status_code == 302
    other = make_post(coordinator, rollcall.post.space)
    assert coordinator.client.get(f"/posts/{other.uid}/fields").status_code == 404
    assert Field.objects.get(name="f1").label == "Are playgronds closed?"
