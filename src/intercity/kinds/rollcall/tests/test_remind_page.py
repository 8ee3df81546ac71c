"""Remind by hand, and ask every week, from the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.kinds.rollcall.models import Repeat, RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall
from intercity.spaces.models import Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    assert officer.organisation
    assert officer_elsewhere.organisation
    return make_rollcall(coordinator, space, [officer.organisation, officer_elsewhere.organisation])


def says(persona: Persona, rollcall: RollCall, what: str = "remind", **data: str) -> str:
    """What the page says after the button was pressed."""
    answer = persona.client.post(f"/posts/{rollcall.post.uid}/{what}", data, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def test_it_says_how_many_were_reminded_and_stops_after_two(
    rollcall: RollCall, coordinator: Persona, officer: Persona
) -> None:
    assert officer.organisation
    assert says(coordinator, rollcall) == "2 organisations are reminded."
    give(rollcall, officer.organisation)
    assert says(coordinator, rollcall) == "1 organisation is reminded."
    assert "Two reminders have been sent" in says(coordinator, rollcall)
    assert list(Activity.objects.filter(verb="rollcall.reminded").values_list("data__reminder", flat=True)) == [1, 2]
    assert fresh(rollcall.post).reminders == 2


def test_when_all_have_answered_nobody_is_reminded(
    rollcall: RollCall, coordinator: Persona, officer: Persona, officer_elsewhere: Persona
) -> None:
    for persona in (officer, officer_elsewhere):
        assert persona.organisation
        give(rollcall, persona.organisation)
    assert says(coordinator, rollcall).startswith("Nobody was reminded")
    assert fresh(rollcall.post).reminders == 0


@pytest.mark.parametrize("change", [{"closed_at": timezone.now()}, {"deadline": timezone.now() - timedelta(hours=1)}])
def test_after_the_deadline_it_says_what_to_do(
    change: dict[str, object], rollcall: RollCall, coordinator: Persona
) -> None:
    RollCall.objects.update(**change)
    assert "Move it first" in says(coordinator, rollcall)
    assert not Activity.objects.filter(verb="rollcall.reminded").exists()


def test_only_who_manages_it_reminds_or_repeats(
    rollcall: RollCall, officer: Persona, reader: Persona, stranger: Persona
) -> None:
    for what in ("remind", "repeat"):
        path = f"/posts/{rollcall.post.uid}/{what}"
        assert [persona.client.post(path).status_code for persona in (officer, reader, stranger)] == [403, 403, 404]
        assert officer.client.get(path).status_code == 405
    assert fresh(rollcall.post).reminders == 0


def test_it_is_asked_every_week_until_it_is_stopped(rollcall: RollCall, coordinator: Persona) -> None:
    assert says(coordinator, rollcall, "repeat", on="1") == "This is asked again every week."
    assert fresh(rollcall.post).repeat == Repeat.WEEKLY
    assert says(coordinator, rollcall, "repeat") == "This is not asked again."
    assert fresh(rollcall.post).repeat == Repeat.ONCE
    assert Activity.objects.filter(verb="rollcall.changed").count() == 2
