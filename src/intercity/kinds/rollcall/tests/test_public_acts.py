"""Which acts about answers move the public world: those that readers without account see, and no others.

A page that the front keeps stands until the public world moves: an act too few, and what was taken back is still shown.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from intercity.activity.models import Activity, last_public_id
from intercity.kinds.rollcall.actions.answering import do_propose, do_withdraw
from intercity.kinds.rollcall.actions.approving import discard
from intercity.kinds.rollcall.actions.entering import do_confirm, do_enter
from intercity.kinds.rollcall.clock import do_note_complete
from intercity.kinds.rollcall.models import How, RollCall, Waits
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.organisations.models import Organisation
from intercity.spaces.models import Label, Space
from tests.personas import Persona

pytestmark = pytest.mark.django_db
BOTH = (Label.CLEAR, Label.GREEN)
Step = Callable[[], object]


def answered_in_every_way(rollcall: RollCall, nice: Organisation, by: Persona) -> dict[str, Step]:
    """One step for each act about answers, by its verb; in this order."""
    return {
        "rollcall.answered": lambda: do_enter(rollcall, nice, reply(), by.person, seen=0),
        "rollcall.confirmed": lambda: do_confirm(rollcall, nice, by.person, seen=1),
        "rollcall.complete": lambda: do_note_complete(fresh(rollcall.post), timezone.now()),
        "rollcall.unanswered": lambda: do_withdraw(rollcall, nice, by.person),
    }


@pytest.mark.parametrize("answers_label", BOTH)
@pytest.mark.parametrize("label", BOTH)
def test_acts_about_answers_are_public_where_the_answers_are(
    label: Label, answers_label: Label, coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], label=label)
    RollCall.objects.update(answers_label=answers_label)
    rollcall = fresh(rollcall.post)
    for verb, step in answered_in_every_way(rollcall, nice, officer).items():
        before = last_public_id()
        step()
        act = Activity.objects.latest("pk")
        moved = label == answers_label == Label.CLEAR
        assert (act.verb, act.public, last_public_id() > before) == (verb, moved, moved)


def test_what_waits_inside_a_city_moves_nothing_for_the_public(
    coordinator: Persona, officer: Persona, nice: Organisation, space: Space
) -> None:
    rollcall = make_rollcall(coordinator, space, [nice], label=Label.CLEAR)
    give(rollcall, nice)
    before = last_public_id()
    for waits in Waits:
        do_propose(rollcall, nice, reply("no"), officer.person, How.MAIL, seen=1, waits=waits)
    discard(officer.viewer, rollcall.proposals.get(waits=Waits.WRITER))
    assert Activity.objects.latest("pk").verb == "rollcall.refused"
    assert last_public_id() == before
