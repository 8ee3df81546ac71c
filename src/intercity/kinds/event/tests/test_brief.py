"""Events in a brief: those to come, the soonest first, whenever they were announced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from intercity.briefs.composing import compose
from intercity.briefs.wanted import Wanted
from intercity.kinds.event.models import Event
from intercity.kinds.event.tests.making import make_event
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def test_what_is_still_to_come_is_said(officer: Persona, space: Space) -> None:
    make_event(officer, space, "2041-03-05T10:00", title="Later", label=Label.CLEAR)
    make_event(officer, space, "2031-03-05T10:00", "2031-03-07T10:00", title="Soon", label=Label.CLEAR, place="Port")
    make_event(officer, space, "2001-03-05T10:00", title="Past", label=Label.CLEAR)
    make_event(officer, space, title="Inside", label=Label.AMBER)
    off = make_event(officer, space, title="Called off", label=Label.CLEAR)
    Event.objects.filter(post=off).update(cancelled_at=timezone.now())
    # Announced outside the time that the brief is about.
    wanted = Wanted(space, Label.CLEAR, date(2020, 1, 1), date(2020, 2, 1), timezone.now() + timedelta(minutes=1))
    said = [line.statement.text for line in compose(wanted).lines]
    assert said == [
        "5 Mar 2031 – 7 Mar 2031: “Soon” (Online; Port; Nice).", "5 Mar 2041: “Later” (Online; Nice).",
    ]  # fmt: skip
