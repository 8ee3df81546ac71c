"""What organisations say of a technology: once each, every grade with its reason, no mean of a few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from intercity.kinds.technology.actions import tell
from intercity.posts.actions import withdraw
from intercity.posts.cards import render_card
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db

FORM = {
    "status": "used", "since": "2026-01-10", "body": "It counts well at night.", "usefulness": "4",
    "usefulness_why": "We close the square in time.", "contact": "Night desk", "language": "en",
}  # fmt: skip


@pytest.fixture
def technology(officer: Persona, space: Space) -> Post:
    return make_post(officer, space, kind="technology", title="People counting")


def address(technology: Post) -> str:
    return f"/posts/{technology.uid}/experience"


def say(persona: Persona, technology: Post, **details: object) -> Post:
    facts = {"status": "used", "since": timezone.localdate(), **details}
    return tell(persona.viewer, technology, PostContent(body="Said.", label="green", details=facts))


def cities(*names: str) -> list[Persona]:
    return [make_persona(f"officer {name}", make_organisation(f"City of {name}", short_name=name)) for name in names]


def test_a_city_tells_its_experience(officer_elsewhere: Persona, technology: Post) -> None:
    answer = officer_elsewhere.client.post(address(technology), FORM)
    assert answer.status_code == 302
    page = officer_elsewhere.client.get(technology.get_absolute_url()).content.decode()
    for said in ("Torino", "In use", "4 · good", "We close the square in time.", "Night desk", "Change our experience"):
        assert said in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"usefulness_why": " "}, "usefulness_why"),
        ({"usefulness": "6"}, "usefulness"),
        ({"since": (timezone.now() + timedelta(days=3)).date().isoformat()}, "since"),
        ({"since": "yesterday"}, "since"),
        ({"status": "stopped"}, "why_stopped"),
        ({"status": "\x00"}, "status"),
        ({"body": ""}, "body"),
    ],
)
def test_rubbish_is_refused_and_kept(
    change: dict[str, str], field: str, officer_elsewhere: Persona, technology: Post
) -> None:
    answer = officer_elsewhere.client.post(address(technology), {**FORM, **change})
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not Post.objects.filter(kind="experience").exists()
    assert "Night desk" in officer_elsewhere.client.get(address(technology)).content.decode()


def test_a_second_one_of_the_same_city_replaces_the_first(
    officer: Persona, colleague: Persona, technology: Post
) -> None:
    say(officer, technology)
    colleague.client.post(address(technology), {**FORM, "status": "stopped", "why_stopped": "Too dear."})
    told = Post.objects.get(kind="experience")
    assert told.experience.status == "stopped"
    assert [one.details["status"] for one in told.revisions.order_by("number")] == ["used", "stopped"]
    page = colleague.client.get(f"/posts/{told.uid}/revisions").content.decode()
    assert "Too dear." in page


def test_only_who_may_comment_tells(reader: Persona, stranger: Persona, technology: Post) -> None:
    assert reader.client.get(address(technology)).status_code == 403
    assert stranger.client.get(address(technology)).status_code == 404
    with pytest.raises(PermissionDenied):
        say(reader, technology)


def test_other_posts_have_no_experiences(officer: Persona, space: Space) -> None:
    assert officer.client.get(address(make_post(officer, space))).status_code == 404


def test_cards_count_who_has_it_in_use_among_those_that_all_see(
    officer: Persona, officer_elsewhere: Persona, technology: Post
) -> None:
    say(officer, technology)
    say(officer_elsewhere, technology, status="trial")
    (narrow,) = cities("Riga")
    Post.objects.filter(pk=say(narrow, technology).pk).update(label="amber")
    assert "1 organisation<" in render_card(Post.objects.roots().for_cards().get(), "en")


def test_a_mean_needs_three_reports(technology: Post) -> None:
    one, two, three = cities("Riga", "Tartu", "Turku")
    for persona, grade in ((one, 5), (two, 4)):
        say(persona, technology, usefulness=grade, usefulness_why="So.")
    assert "on average" not in one.client.get(technology.get_absolute_url()).content.decode()
    third = say(three, technology, usefulness=1, usefulness_why="So.")
    assert "3.3 on average of 3 reports" in one.client.get(technology.get_absolute_url()).content.decode()
    withdraw(three.viewer, third)
    assert "on average" not in one.client.get(technology.get_absolute_url()).content.decode()


def test_reports_stand_in_the_order_of_names(technology: Post) -> None:
    zagreb, aarhus = cities("Zagreb", "Aarhus")
    say(zagreb, technology, usefulness=5, usefulness_why="So.")
    say(aarhus, technology, usefulness=1, usefulness_why="So.")
    page = zagreb.client.get(technology.get_absolute_url()).content.decode()
    table = page[page.index('id="experiences"') :]
    assert table.index("Aarhus") < table.index("Zagreb")


def test_after_withdrawing_a_city_may_tell_again(officer: Persona, technology: Post) -> None:
    withdraw(officer.viewer, say(officer, technology))
    again = say(officer, technology, status="trial")
    assert Post.objects.filter(kind="experience", state="published").get() == again
