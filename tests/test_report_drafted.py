"""A report begun by one press out of notes and questions: what stands in it, and that nothing typed is lost."""

from __future__ import annotations

import pytest

from intercity.kinds.asked.actions import do_take_up
from intercity.kinds.report.notes.models import NotePart
from intercity.kinds.report.notes.tests.helpers import make_event, write
from intercity.posts.actions import do_react
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_post

pytestmark = pytest.mark.django_db
NOTES = {
    NotePart.SPEAKERS: "Welcome to all\nRossi: Prevention pays.\n- It is cheap\nBo Berg, City of Malmö: Halls are open",
    NotePart.ISSUES: "- Housing\n\n2. Fraud from home",
    NotePart.TAKEAWAYS: "Work with the regions",
    NotePart.QUOTES: "“Nobody is left out” – Ada Rossi\nBerg: We had a plan: we used it",
    NotePart.REST: "Recorded.\n\nNext time in Torino.",
}  # fmt: skip
AGENDA = "- Ada Rossi, chair, Efus"


@pytest.fixture
def event(officer: Persona, officer_elsewhere: Persona, space: Space) -> Post:
    """With notes, and four questions: supported, taken up, neither, and for fewer readers."""
    post = make_event(officer, space, question="What now?", agenda=AGENDA)
    for part, text in NOTES.items():
        write(officer, post, text, part=part)
    asked = {word: make_post(officer, space, kind="asked", body=f"Who {word}?", parent=post) for word in
             ("pays", "leads", "waits", "hides")}  # fmt: skip
    for word in ("pays", "hides"):
        assert officer_elsewhere.organisation is not None
        do_react(asked[word], officer_elsewhere.organisation, "needed", officer_elsewhere.person)
    do_take_up(asked["leads"], officer.person)
    Post.objects.filter(pk=asked["hides"].pk).update(label=Label.AMBER)
    return post


def press(who: Persona, event: Post, **typed: str) -> dict[str, object]:
    """What the form says after the button was pressed on it."""
    address = f"/spaces/{event.space.slug}/post/report?from={event.uid}"
    answer = who.client.post(address, {"label": "green", "language": "en", "fill": "1", **typed})
    assert answer.status_code == 200
    form = answer.context["writing"].form
    return {bound.name: bound.value() for bound in form}


def test_one_press_fills_the_form(event: Post, officer: Persona) -> None:
    page = officer.client.get(f"/spaces/{event.space.slug}/post/report?from={event.uid}&fill=1")
    form = page.context["writing"].form
    assert form["speakers"].value() == [
        {"name": "Ada Rossi", "organisation": "chair, Efus", "brought": "Prevention pays.\nIt is cheap"},
        {"name": "Bo Berg", "organisation": "City of Malmö", "brought": "Halls are open"},
    ]
    assert (form["question"].value(), form["title"].value()) == ("What now?", "Workshop")
    assert form["issues"].value() == "Housing\nFraud from home"
    assert form["takeaways"].value() == "Work with the regions"
    assert form["quotes"].value() == [
        {"text": "Nobody is left out", "who": "Ada Rossi", "agreed": ""},
        {"text": "We had a plan: we used it", "who": "Berg", "agreed": ""},
    ]
    body = form["body"].value()
    asked = "Questions from the cities:\n\n- Who leads?\n- Who pays?"
    assert body == f"Recorded.\n\nNext time in Torino.\n\nWelcome to all\n\n{asked}"
    assert "Filled in below" in page.content.decode()


def test_what_was_typed_stays_and_twice_is_once(event: Post, officer: Persona) -> None:
    typed = {
        "title": "Mine", "question": "My question", "issues": "Mine first\n* housing", "body": "Mine\n\nrecorded.",
        "speakers-0-name": "Ada Rossi", "speakers-0-brought": "Mine", "quotes-0-text": "nobody is LEFT out",
        "quotes-0-agreed": "on", "captions": "WEBVTT", "topics": "none", "contact": "Mine, office",
    }  # fmt: skip
    once = press(officer, event, **typed)
    assert once["issues"] == "Mine first\n* housing\nFraud from home"
    assert str(once["body"]).startswith("Mine\n\nrecorded.\n\nNext time in Torino.")
    speakers, quotes = once["speakers"], once["quotes"]
    assert isinstance(speakers, list)
    assert isinstance(quotes, list)
    assert speakers[0]["brought"] == "Mine\nPrevention pays.\nIt is cheap"
    assert [(row["text"], row["agreed"]) for row in quotes][0] == ("nobody is LEFT out", "on")
    assert (once["title"], once["question"], once["captions"], once["contact"]) == (
        "Mine", "My question", "WEBVTT", "Mine, office",
    )  # fmt: skip
    rows = {
        f"{name}-{n}-{column}": value
        for name in ("speakers", "quotes")
        for n, row in enumerate(once[name])  # type: ignore[arg-type]
        for column, value in row.items()
    }
    again = {name: str(once[name]) for name in ("title", "question", "issues", "takeaways", "body")}
    twice = press(officer, event, **again, **rows)
    for name in ("issues", "takeaways", "body", "speakers", "quotes"):
        assert twice[name] == once[name], name


def test_whoever_does_not_take_notes_gets_the_questions_only(
    event: Post, officer: Persona, officer_elsewhere: Persona
) -> None:
    assert press(officer_elsewhere, event)["body"] == "Questions from the cities:\n\n- Who leads?\n- Who pays?"
    assert not press(officer_elsewhere, event)["issues"]
    other = make_post(officer, event.space)
    page = officer.client.get(f"/spaces/{event.space.slug}/post/report?from={other.uid}&fill=1")
    assert 'name="fill"' not in page.content.decode()
