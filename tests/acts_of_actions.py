"""The acts around actions of a plan, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from intercity.kinds.action.actions import Told, change, move, tell
from intercity.kinds.action.actions.outlines import drop_outlines
from intercity.kinds.action.clock import note_late, nudge_leads
from intercity.kinds.action.models import Action, Milestone
from intercity.kinds.action.models.parts import today
from intercity.kinds.action.outline import plan
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.personas import make_post

if TYPE_CHECKING:
    from tests.test_public_world import City

TITLE, HIDDEN = "Test a framework", "Test it quietly"


def named(title: str) -> Post:
    return Post.objects.select_related("space", "organisation").with_details().get(title=title)


def propose(city: City) -> None:
    for title, label in ((TITLE, Label.CLEAR), (HIDDEN, Label.GREEN)):
        make_post(city.officer, city.space, kind="action", title=title, label=label, milestones="2099-01-01 | Tested")


def select(city: City) -> None:
    move(city.coordinator.viewer, named(TITLE), "select")


def select_hidden(city: City) -> None:
    move(city.coordinator.viewer, named(HIDDEN), "select")


def stop(city: City) -> None:
    move(city.officer.viewer, named(TITLE), "stop", "No money")


def go_on(city: City) -> None:
    move(city.officer.viewer, named(TITLE), "accept")


def change_plan(city: City) -> None:
    change(city.officer.viewer, named(TITLE), {"milestones": "2099-01-01 | Tested\n2099-02-01 | Published"})


def progress(city: City) -> None:
    tell(city.officer.viewer, named(TITLE), Told("Half of it is there.", "at_risk", "Too few testers"))


def progress_hidden(city: City) -> None:
    tell(city.officer.viewer, named(HIDDEN), Told("Half of it is there.", "at_risk", "Too few testers"))


def grow_late(city: City) -> None:
    Milestone.objects.filter(title="Published").update(due_on=today() - timedelta(days=1))
    assert note_late(timezone.now()) == 1


def nudge(city: City) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    Action.objects.update(reported_at=long_ago, stage_at=long_ago)
    assert nudge_leads(timezone.now()) == 2


def decline(city: City) -> None:
    make_post(city.officer, city.space, kind="action", title="Too much", label=Label.CLEAR)
    move(city.coordinator.viewer, named("Too much"), "decline", "Not ours")


def drop_outlines_of_template(city: City) -> None:
    plan.bring(city.space, {"actions": []}, None)
    assert drop_outlines(city.coordinator.viewer, city.space)


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", propose), ("action.selected", select), ("action.selected", select_hidden),
    ("action.finished", stop), ("action.accepted", go_on), ("action.changed", change_plan),
    ("action.progressed", progress), ("action.progressed", progress_hidden), ("action.late", grow_late),
    ("action.nudged", nudge), ("action.declined", decline),
    ("action.outlines_dropped", drop_outlines_of_template),
]  # fmt: skip
MUST_SHOW = {select, stop, go_on, change_plan, progress, grow_late, decline}
MUST_NOT_SHOW = {select_hidden, progress_hidden, nudge, drop_outlines_of_template}
