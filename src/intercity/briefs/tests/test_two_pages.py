"""However much there is to say, two pages hold it with its map and its sources."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pypdfium2 import PdfDocument

from intercity.briefs import composing
from intercity.briefs.choosing import ROOM
from intercity.briefs.composing import compose
from intercity.briefs.papers import paper_of
from intercity.briefs.statements import Cite, Dot, Part, Said, Statement
from intercity.briefs.wanted import Wanted
from intercity.core.papers.formats import write
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

WORDS = "The city gave people food and a bed, with a number to call at night; it cost less than it saved. "


def full(part: Part, uid: str) -> list[Statement]:
    """As much as a part takes: each group two sentences, each with a source of its own."""
    room, made = ROOM[part], []
    dots = [Dot("Nice", 7.3, 43.7, 3, uid), Dot("Torino", 7.7, 45.1, 3, uid)]
    for group in range(room.groups):
        text = (WORDS * 9)[: room.letters // room.groups // 2 - 1] + "."
        cells = ("A country", "12", "34") if part == Part.WHERE and group else ()
        cite = (Cite(uid, cell=f"City {part} {group}"),)
        for place in "a" if part in (Part.WHERE, Part.NUMBERS) else "ab":
            made.append(
                Statement(
                    f"{part}/{group}/{place}", part, (Said(text),), cite, 9, f"{part}/{group}", cells=cells,
                    dots=dots if part == Part.WHERE and not group else (),
                )
            )  # fmt: skip
    return made


@pytest.mark.django_db
def test_a_full_brief_has_two_pages(officer: Persona, space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    post = make_post(officer, space, title="A measure with a title of a usual length", label=Label.CLEAR)
    statements = [one for part in Part for one in full(part, post.uid)]
    monkeypatch.setattr(composing, "statements_for", lambda wanted: statements)
    days = date(2026, 1, 1), date(2026, 12, 31)
    composed = compose(Wanted(space, Label.CLEAR, *days, datetime(2026, 12, 31, tzinfo=UTC)))
    assert 20 < len(composed.lines) < len(statements)
    assert {line.statement.part for line in composed.lines} == set(Part)
    paper = paper_of(composed, "x")
    assert len(PdfDocument(write(paper, "pdf"))) == 2
