"""What a brief says of findings, documents and technologies: as every reader sees them, each with its source."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from intercity.briefs.composing import Composed, compose
from intercity.briefs.statements import Part
from intercity.briefs.wanted import Wanted
from intercity.posts import actions
from intercity.posts.links import ANSWERS
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db


def brief(space: Space, label: Label = Label.CLEAR) -> Composed:
    today = timezone.now().date()
    return compose(Wanted(space, label, today - timedelta(days=2), today, timezone.now()))


def said(composed: Composed, part: Part) -> list[str]:
    return [line.statement.text for line in composed.lines if line.statement.part == part]


def test_findings_count_what_came_of_them_for_these_readers(officer: Persona, space: Space) -> None:
    issue = make_post(officer, space, kind="finding", title="Fraud", label=Label.CLEAR, sort="issue")
    make_post(officer, space, kind="finding", title="Prevention", label=Label.CLEAR, sort="takeaway")
    for label in (Label.CLEAR, Label.AMBER):
        actions.link(officer.viewer, make_post(officer, space, title=label, label=label), issue, ANSWERS)
    composed = brief(space)
    assert said(composed, Part.FINDINGS) == [
        "Issue: “Fraud” (Nice).", "What answers it or came of it – posts: 1.", "Takeaway: “Prevention” (Nice).",
    ]  # fmt: skip
    cited = next(line.number for line in composed.lines if line.statement.key.endswith("/came"))
    assert [post.title for post in composed.sources[cited - 1].posts] == ["clear"]
    assert "What answers it or came of it – posts: 2." in said(brief(space, Label.AMBER), Part.FINDINGS)


def test_documents_that_are_more_than_drafts(officer: Persona, space: Space) -> None:
    usual = {"kind": "document", "label": Label.CLEAR}
    make_post(officer, space, title="Draft", **usual)
    make_post(officer, space, title="Over", status="adopted", valid_until=date(2001, 1, 1), **usual)
    make_post(officer, space, title="Strategy", status="adopted", **usual)
    make_post(officer, space, title="Charter", status="consultation", consultation_until=date(2031, 5, 2), **usual)
    make_post(officer, space, title="Inside", kind="document", label=Label.AMBER, status="adopted")
    assert said(brief(space), Part.DOCUMENTS) == [
        "Nice: “Charter” (In consultation until 2 May 2031).", "Nice: “Strategy” (Adopted text).",
    ]  # fmt: skip


def test_technologies_say_how_far_rights_were_looked_at(officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="technology", title="Counters", label=Label.CLEAR, sort="counting", necessity="Yes.")
    make_post(officer, space, kind="technology", title="Inside", label=Label.AMBER)
    assert said(brief(space), Part.TECHNOLOGIES) == [
        "Nice: “Counters” (Counting and sensors; questions about rights answered: 1 of 5)."
    ]
