"""GET /posts/<uid>/answers/print: everything on paper, nothing to press."""

from __future__ import annotations

import pytest
from django.test import Client

from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.kinds.rollcall.views import prints
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    made = make_rollcall(coordinator, space, [officer.organisation, officer_elsewhere.organisation], label=Label.CLEAR)
    give(made, officer.organisation, reply("yes", 3, comment="All of them."))
    return made


def paper(client: Client, rollcall: RollCall) -> str:
    answer = client.get(f"/posts/{rollcall.post.uid}/answers/print")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_holds_all_answers_sentence_and_charts(rollcall: RollCall, officer: Persona) -> None:
    html = paper(officer.client, rollcall)
    assert "1 of 2 cities has answered" in html
    assert "All of them." in html
    assert "<svg" in html
    assert not [word for word in ("<nav", "<form", "<script", "<button") if word in html]


def test_who_is_silent_is_named_inside_only(rollcall: RollCall, officer: Persona) -> None:
    assert "Torino" in paper(officer.client, rollcall)
    outsider = make_persona("outsider", make_organisation("City of Bergen"))
    for viewer in (outsider.client, Client()):
        assert "Torino" not in paper(viewer, rollcall)


def test_an_exercise_says_so_on_paper(rollcall: RollCall, officer: Persona) -> None:
    Space.objects.update(state=SpaceState.EXERCISE)
    assert "Everything here is invented for practice." in paper(officer.client, rollcall)


def test_very_many_answers_come_in_parts(
    rollcall: RollCall, officer: Persona, officer_elsewhere: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert officer_elsewhere.organisation
    give(rollcall, officer_elsewhere.organisation, reply("no", comment="None of them."))
    monkeypatch.setattr(prints, "A_PAGE", 1)
    first = paper(officer.client, rollcall)
    assert "None of them." in first
    assert "All of them." not in first
    assert "print?page=2" in first
