"""/posts/<uid>/answer/practice: the answer as the beginning of a practice."""

from __future__ import annotations

import pytest

from intercity.kinds.rollcall.models import Field, RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.organisations.models import Organisation
from intercity.posts.models import Draft, Post
from intercity.spaces.models import Label, Space, Topic
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def rollcall(coordinator: Persona, nice: Organisation, torino: Organisation, space: Space, topic: Topic) -> RollCall:
    made = make_rollcall(coordinator, space, [nice, torino], label=Label.CLEAR, answers_label=Label.GREEN)
    made.post.topics.add(topic)
    return made


def address(rollcall: RollCall) -> str:
    return f"/posts/{rollcall.post.uid}/answer/practice"


def answered(rollcall: RollCall, organisation: Organisation, option: str = "yes") -> None:
    said = reply(option, 3, comment="Since Monday.", source="https://example.org/x", contact="Parks office")
    give(rollcall, organisation, said)


def test_the_composer_holds_what_was_answered(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    answered(rollcall, nice)
    page = officer.client.post(address(rollcall), follow=True)
    assert page.redirect_chain[0][0] == f"/spaces/{rollcall.post.space.slug}/post/practice"
    typed = {name: values[-1] for name, values in Draft.objects.get().data.items() if values}
    for part in (
        "Are playgrounds closed? **Yes**",
        "How many? **3 playgrounds**",
        "Since Monday.",
        "https://example.org/x",
    ):
        assert part in typed["body"]
    assert f"(/posts/{rollcall.post.uid}/)" in typed["body"]
    assert (typed["title"], typed["contact"], typed["label"]) == ("Playgrounds today", "Parks office", "green")
    assert typed["topics"] == "housing"
    assert "Since Monday." in page.content.decode()
    assert not Post.objects.filter(kind="practice").exists()


def test_it_can_be_published_from_there(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    answered(rollcall, nice, "planned")
    officer.client.post(address(rollcall))
    sent = Draft.objects.get().data
    officer.client.post(f"/spaces/{rollcall.post.space.slug}/post/practice", sent)
    post = Post.objects.get(kind="practice")
    assert (post.organisation, post.practice.status) == (nice, "planned")


def test_looking_at_the_page_begins_nothing(rollcall: RollCall, officer: Persona, nice: Organisation) -> None:
    answered(rollcall, nice)
    assert "Since Monday." in officer.client.get(address(rollcall)).content.decode()
    assert not Draft.objects.exists()


def test_an_unfinished_text_is_not_replaced_without_asking(
    rollcall: RollCall, officer: Persona, nice: Organisation
) -> None:
    answered(rollcall, nice)
    officer.client.post(address(rollcall))
    row = Draft.objects.get()
    row.data["title"] = ["Mine"]
    row.save()
    assert "takes its place" in officer.client.post(address(rollcall)).content.decode()
    assert Draft.objects.get().data["title"] == ["Mine"]
    officer.client.post(address(rollcall), {"replace": "1"})
    assert Draft.objects.get().data["title"] == ["Playgrounds today"]


def test_without_an_own_answer_there_is_nothing(
    rollcall: RollCall, officer: Persona, officer_elsewhere: Persona, reader: Persona, nice: Organisation
) -> None:
    answered(rollcall, nice)
    for persona in (officer_elsewhere, reader):
        assert persona.client.post(address(rollcall)).status_code == 404
    give(rollcall, nice, reply(no_capacity=True))
    assert officer.client.post(address(rollcall)).status_code == 404


def test_a_question_that_is_asked_no_more_is_still_told(
    rollcall: RollCall, officer: Persona, nice: Organisation
) -> None:
    answered(rollcall, nice)
    Field.objects.filter(name="f2").update(label="How many, roughly?")
    officer.client.post(address(rollcall))
    assert "How many, roughly? **3 playgrounds**" in Draft.objects.get().data["body"][-1]


def test_the_own_box_offers_it_once_something_was_answered(
    rollcall: RollCall, officer: Persona, nice: Organisation
) -> None:
    page = f"/posts/{rollcall.post.uid}/"
    assert address(rollcall) not in officer.client.get(page).content.decode()
    answered(rollcall, nice)
    assert address(rollcall) in officer.client.get(page).content.decode()
