"""The arithmetic of docs/briefs.md, and that nothing without a source can be said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from intercity.adoption.actions.saying import Wording, do_say
from intercity.briefs.choosing import choose
from intercity.briefs.composing import compose
from intercity.briefs.quoting import quote
from intercity.briefs.statements import Cite, Part, Said, Statement, UnsourcedError, say
from intercity.briefs.wanted import Wanted
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_post


def one(key: str, weight: int = 0, voice: str = "", text: str = "Said.") -> Statement:
    """A sentence about a practice."""
    return Statement(key, Part.PRACTICES, (Said(text),), (Cite(key),), weight, key, voice)


def test_without_a_source_there_is_no_sentence() -> None:
    with pytest.raises(UnsourcedError):
        Statement("x", Part.PRACTICES, (Said("Somebody says."),), ())
    with pytest.raises(UnsourcedError):
        Statement("x", Part.PRACTICES, (Said(" "),), (Cite("a"),))


def test_the_weightiest_come_first_and_no_voice_is_heard_more_than_twice() -> None:
    rows = [one("a", 1, "nice"), one("b", 5, "nice"), one("c", 3, "nice"), one("d", 1, "torino"), one("e", 1)]
    assert choose(rows) == ["b", "c", "d", "e"]


def test_what_does_not_fit_is_passed_over() -> None:
    rows = [one("a", 3, text="a" * 2900), one("b", 2, text="b" * 200), one("c", 1, text="c" * 90)]
    assert choose(rows) == ["a", "c"]


def test_quotations_are_whole_sentences_where_they_fit() -> None:
    assert quote("One. Two! Three is too long to fit.", 12) == "One. Two!"
    assert quote("Nothing ends here and it goes on", 16) == "Nothing ends…"
    assert quote("") == ""


def test_what_is_quoted_fills_holes_and_makes_none() -> None:
    pieces = say("%(city)s: %(title)s", city="100 %", title=Said("%(city)s", "fr"))
    assert "".join(piece.text for piece in pieces) == "100 %: %(city)s"


@pytest.mark.django_db
def test_the_worked_example(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    now = timezone.now()
    facts = {"evidence": "compared", "outcome": "Good.", "cost": "Little", "confirmed_on": now.date()}
    cool = make_post(officer, space, kind="practice", title="Cool rooms", label=Label.CLEAR, body="", **facts)
    make_post(officer, space, kind="practice", title="Water bus", label=Label.CLEAR, body="", status="planned")
    ended = {"status": "ended", "evidence": "counted", "reached": "90"}
    shade = make_post(officer, space, kind="practice", title="Shade map", label=Label.CLEAR, body="", **ended)
    make_post(officer_elsewhere, space, kind="practice", title="Inside", label=Label.AMBER)
    for post, names in ((cool, "ABCD"), (shade, "E")):
        for name in names:
            do_say(post, make_organisation(f"City {name}"), None, Wording("already"), now)
    today = now.date()
    wanted = Wanted(space, Label.CLEAR, today - timedelta(days=1), today, timezone.now())
    composed = compose(wanted)
    said = {line.statement.key: line.statement for line in composed.lines}
    assert (said[f"practice/{cool.uid}"].weight, said[f"practice/{shade.uid}"].weight) == (20, 6)
    assert [one.weight for one in composed.spare] == [1]
    assert composed.lines[0].statement.text == "In all – posts: 3; organisations: 1; countries: 1."
    assert len(composed.sources[0].posts) == 3
    heads = [key for key in composed.keys if key.count("/") == 1 and key.startswith("practice/") and "all" not in key]
    assert heads == [f"practice/{cool.uid}", f"practice/{shade.uid}"]
