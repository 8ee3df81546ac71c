"""Answers to a roll call that are changed or taken back after a brief quoted them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.briefs.actions import make_brief, publish_brief
from intercity.briefs.composing import compose
from intercity.briefs.models import Cited
from intercity.briefs.redacting import follow_source
from intercity.kinds.rollcall.actions.answering import Reply, withdraw
from intercity.kinds.rollcall.actions.changing import archive_field
from intercity.kinds.rollcall.actions.closing import close
from intercity.kinds.rollcall.actions.unsaying import unsay
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall
from intercity.kinds.rollcall.values.types import Amount, Words
from intercity.pipeline.following import follow
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import Post, Revision
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db
FIELDS = [{"type": "number", "label": "How many?"}, {"type": "text", "label": "How?"}]


def said(words: str, number: int) -> Reply:
    """An answer."""
    return Reply({"f1": Amount(Decimal(number)), "f2": Words(words)})


@pytest.fixture
def rollcall(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> RollCall:
    """Three cities are asked, two have answered."""
    silent = make_organisation("City of Genova")
    cities = [one for one in (officer.organisation, officer_elsewhere.organisation, silent) if one]
    made = make_rollcall(coordinator, space, cities, label=Label.CLEAR, fields=FIELDS)
    for city, reply in zip(cities, (said("Zorilla", 987_654), said("Numbat", 20)), strict=False):
        give(made, city, reply)
    return fresh(made.post)


@pytest.fixture
def brief(rollcall: RollCall, officer_elsewhere: Persona, space: Space) -> Post:
    """Published, with both answers in it."""
    maker = officer_elsewhere
    space.coordinators.add(maker.person)
    today = timezone.now().date()
    made = make_brief(maker.viewer, space, Label.CLEAR, [], today, today, "en")
    post = publish_brief(maker.viewer, made, compose(made.wanted_by(made.label), made.keys).digest)
    all_of(follow_all())
    assert "Zorilla" in post.body
    assert "987,654" in post.body
    assert "Numbat" in post.body
    assert "2 of 3 cities have answered" in post.body
    return post


def follow_all() -> list[Activity]:
    """What the worker does of all that has happened; gives the acts."""
    while follow():
        pass
    return list(Activity.objects.order_by("pk"))


def all_of(acts: list[Activity]) -> None:
    """The worker was killed before it noted how far it was: it does everything once more."""
    for act in acts:
        follow_source(act)


def texts(brief: Post) -> list[str]:
    """The published text in all its versions, and every page and file that shows it to everybody."""
    now = Post.objects.get(pk=brief.pk)
    address = [brief.space.slug, brief.uid]
    pages = [brief.get_absolute_url(), reverse("brief_one", args=address), reverse("brief_file", args=[*address, "md"])]
    shown = [Client().get(path).content.decode() for path in pages]
    return [now.body, now.html, *Revision.objects.filter(post=now).values_list("body", flat=True), *shown]


def test_an_answer_that_is_withdrawn_is_nowhere_in_it(
    brief: Post, rollcall: RollCall, officer: Persona, space: Space
) -> None:
    assert officer.organisation
    withdraw(officer.viewer, rollcall, officer.organisation)
    all_of(follow_all())
    for text in texts(brief):
        assert "Zorilla" not in text
        assert "987,654" not in text
        assert "Numbat" in text
    now = Post.objects.get(pk=brief.pk)
    assert "1 of 3 cities has answered" in now.body
    assert now.body.count("Left out on") == 2, "the sentence and the line of its source"
    assert now.body.replace("\\", "").count("(as changed on") == 1, "what all answers come to"
    assert Cited.objects.get(gone_at__isnull=False).post_id == rollcall.pk


def test_an_answer_that_is_changed_is_told_as_it_is_now(brief: Post, rollcall: RollCall, officer: Persona) -> None:
    assert officer.organisation
    give(rollcall, officer.organisation, said("Okapi", 74))
    all_of(follow_all())
    now = Post.objects.get(pk=brief.pk)
    assert "Zorilla" not in now.body
    assert "Okapi" in now.body
    assert now.body.replace("\\", "").count("(as changed on") == 1


def test_words_that_are_taken_out_of_a_closed_one_are_nowhere_in_it(
    brief: Post, rollcall: RollCall, coordinator: Persona, officer: Persona
) -> None:
    close(coordinator.viewer, rollcall, "")
    assert officer.organisation
    unsay(officer.viewer, fresh(rollcall.post), officer.organisation)
    all_of(follow_all())
    for text in texts(brief):
        assert "Zorilla" not in text
        assert "Numbat" in text


def test_words_that_are_not_asked_for_any_more_are_nowhere_in_it(
    brief: Post, rollcall: RollCall, coordinator: Persona
) -> None:
    archive_field(coordinator.viewer, rollcall.post, "f2")
    all_of(follow_all())
    for text in texts(brief):
        assert "Zorilla" not in text
        assert "Numbat" not in text
        assert "987,654" in text


def test_answers_that_become_narrower_are_nowhere_in_it(brief: Post, rollcall: RollCall) -> None:
    RollCall.objects.filter(pk=rollcall.pk).update(answers_label=Label.AMBER)
    record_post("rollcall.changed", rollcall.post, None, answers=Label.AMBER)
    all_of(follow_all())
    for text in texts(brief):
        assert "Zorilla" not in text
        assert "Numbat" not in text
        assert "987,654" not in text
        assert "cities have answered" not in text


def test_new_answers_leave_it_as_it_was_published(brief: Post, rollcall: RollCall) -> None:
    city = rollcall.invited.get(organisation__slug="city-of-genova").organisation
    make_persona("of Genova", city)
    give(rollcall, city, said("Quokka", 5))
    all_of(follow_all())
    now = Post.objects.get(pk=brief.pk)
    assert (now.body, now.edited_at) == (brief.body, brief.edited_at)


def test_a_brief_on_something_else_is_left_alone(
    brief: Post, rollcall: RollCall, coordinator: Persona, officer: Persona, space: Space
) -> None:
    other = make_rollcall(coordinator, space, [officer.organisation], label=Label.CLEAR, fields=FIELDS)  # type: ignore[list-item]
    assert officer.organisation
    give(other, officer.organisation, said("Okapi", 1))
    withdraw(officer.viewer, fresh(other.post), officer.organisation)
    all_of(follow_all())
    assert Post.objects.get(pk=brief.pk).body == brief.body
