"""Actions in a brief: how far each is, what of it is late, and whatever moves it to the top."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from intercity.briefs.composing import compose
from intercity.briefs.statements import Part
from intercity.briefs.wanted import Wanted
from intercity.kinds.action.models import Action, Milestone, Stage, Status
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


def an_action(officer: Persona, space: Space, title: str, label: str = Label.CLEAR, **facts: object) -> Post:
    milestones = "2027-03-01 | Framework agreed\n2027-09-01 | Tested"
    post = make_post(officer, space, kind="action", title=title, label=label, milestones=milestones)
    Post.objects.filter(pk=post.pk).update(published_at=datetime(2026, 5, 1, tzinfo=UTC))
    Action.objects.filter(post=post).update(**{"stage": Stage.ACCEPTED, **facts})
    return post


def test_an_action_says_how_far_it_is_and_what_is_late(officer: Persona, space: Space) -> None:
    an_action(officer, space, "A quiet one", stage=Stage.DONE)
    an_action(officer, space, "Only proposed", stage=Stage.PROPOSED)
    an_action(officer, space, "Inside", label=Label.AMBER)
    facts = {"status": Status.AT_RISK, "reason": "Two partners left. More.", "reported_at": timezone.now()}
    tool = an_action(officer, space, "A tool", **facts)
    Milestone.objects.filter(action=tool.pk, title="Tested").update(done_on=date(2027, 4, 1))
    # Proposed before its time, and late on the day of the brief, whatever day it is today.
    wanted = Wanted(space, Label.CLEAR, date(2027, 1, 1), date(2027, 2, 1), datetime(2027, 5, 1, tzinfo=UTC))
    composed = compose(wanted)
    said = [(line.statement.part, line.statement.text) for line in composed.lines]
    number = "Actions of the plan – under way: 1; done: 1; milestones that are late: 1."
    assert said == [
        (Part.NUMBERS, number),
        (Part.ACTIONS, "Nice leads “A tool” (stage: Under way; status: At risk; milestones done: 1 of 2)."),
        (Part.ACTIONS, "Late: “Framework agreed” (due 1 Mar 2027)."),
        (Part.ACTIONS, "Why: “Two partners left. More.”"),
        (Part.ACTIONS, "Nice leads “A quiet one” (stage: Done; milestones done: 0 of 2)."),
    ]
    assert [one.statement.weight for one in composed.lines[1:]] == [7, 7, 7, 1]
    assert [post.pk for post in composed.sources[composed.lines[1].number - 1].posts] == [tool.pk]
