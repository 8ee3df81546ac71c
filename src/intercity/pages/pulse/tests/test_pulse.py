"""The pulse: what counts, for whom, and that pictures, tables and files say the same."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intercity.activity.kept import forget_everything
from intercity.adoption.actions.saying import Wording, do_say
from intercity.pages.pulse import charts
from intercity.pages.pulse.dimensions import DIMENSIONS, dimension_named
from intercity.pages.pulse.figures import Figures, gaps, ground_of, lately, rows_of
from intercity.pages.pulse.measures import duration
from intercity.posts.models import Post, Source
from intercity.spaces.actions import do_create_space
from intercity.spaces.desk import get_scope_for
from intercity.spaces.models import Group, Label, Space, SpaceCoordinator, SpaceState, Topic
from tests.personas import Persona, make_persona, make_post

pytestmark = pytest.mark.django_db


def by(persona: Persona, name: str, slug: str = "") -> dict[str, Figures]:
    """The persona's rows by name."""
    ground = ground_of(get_scope_for(persona.viewer, slug))
    return {row.name: row for row in rows_of(ground, dimension_named(name), timezone.now())}


def at(post: Post, when: object) -> Post:
    """The post, published then."""
    Post.objects.filter(pk=post.pk).update(published_at=when)
    post.refresh_from_db()
    return post


def ask_and_answer(asker: Persona, answerer: Persona, space: Space, asked: timedelta, waited: timedelta) -> Post:
    """A question of so long ago that waited so long."""
    then = timezone.now() - asked
    question = at(make_post(asker, space, kind="question"), then)
    at(make_post(answerer, space, kind="comment", title="", body="Yes.", parent=question), then + waited)
    return question


def test_figures_by_country(coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    practice = make_post(officer, space, kind="practice", title="Beds")
    ask_and_answer(officer, officer_elsewhere, space, timedelta(days=3), timedelta(hours=2))
    ask_and_answer(officer, officer_elsewhere, space, timedelta(days=4), timedelta(hours=30))
    at(make_post(officer, space, kind="question"), timezone.now() - timedelta(days=2))
    make_post(officer, space, kind="question")
    assert officer_elsewhere.organisation is not None
    do_say(practice, officer_elsewhere.organisation, None, Wording("adopted"), timezone.now())
    found = by(coordinator, "country")
    france, italy = found["France"], found["Italy"]
    assert (france.posts, france.cities, france.questions, france.adoptions) == (5, 1, 4, 0)
    assert (italy.posts, italy.cities, italy.questions, italy.adoptions) == (0, 1, 0, 1)
    assert (france.due, france.prompt, france.share) == (3, 1, 33)
    assert france.median == timedelta(hours=16)


def test_an_answer_of_ones_own_is_none(
    coordinator: Persona, officer: Persona, colleague: Persona, space: Space
) -> None:
    ask_and_answer(officer, colleague, space, timedelta(days=3), timedelta(hours=2))
    france = by(coordinator, "country")["France"]
    assert (france.prompt, france.due, france.median) == (0, 1, None)


def test_months_stand_in_order_with_those_in_which_nothing_was(
    coordinator: Persona, officer: Persona, space: Space
) -> None:
    now = timezone.now()
    make_post(officer, space)
    at(make_post(officer, space), now.replace(day=1) - timedelta(days=40))
    at(make_post(officer, space), now - timedelta(days=500))
    rows = list(by(coordinator, "month").values())
    assert len(rows) == 12
    assert [row.posts for row in rows][-1] == 1
    assert sum(row.posts for row in rows) == 2
    assert rows[-1].cities == 1


def test_topics_count_answers_under_them_and_posts_without_any(
    coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    post = make_post(officer, space, topics=[topic])
    make_post(officer_elsewhere, space, kind="comment", title="", body="Yes.", parent=post)
    make_post(officer, space)
    found = by(coordinator, "topic")
    assert (found["Housing"].posts, found["Housing"].cities) == (1, 2)
    assert found["No topic given"].posts == 1


def test_groups(coordinator: Persona, officer: Persona, space: Space) -> None:
    group = Group.objects.create(slug="zq-elders", labels={"en": "Elders"})
    make_post(officer, space).groups.add(group)
    assert by(coordinator, "group")["Elders"].posts == 1


def test_trackers_and_partners_do_not_count_as_cities(
    coordinator: Persona, officer: Persona, partner: Persona, space: Space
) -> None:
    Post.objects.filter(pk=make_post(officer, space).pk).update(source=Source.IMPORTED)
    make_post(partner, space)
    france = by(coordinator, "country")["France"]
    assert (france.posts, france.cities) == (1, 0)


def test_exercises_count_only_when_asked_for_or_alone(coordinator: Persona, officer: Persona, space: Space) -> None:
    drill = do_create_space("Drill", state=SpaceState.EXERCISE)
    make_post(officer, drill)
    assert ground_of(get_scope_for(coordinator.viewer)).is_exercise
    assert by(coordinator, "country")["France"].posts == 1
    make_post(officer, space)
    make_post(officer, space)
    assert by(coordinator, "country")["France"].posts == 2
    assert by(coordinator, "country", "drill")["France"].posts == 1


def test_gaps_are_terms_about_which_nobody_here_has_posted(
    coordinator: Persona, officer: Persona, space: Space, topic: Topic
) -> None:
    other = Topic.objects.create(slug="zq-water", labels={"en": "Zq water"})
    Topic.objects.create(slug="zq-old", labels={"en": "Zq old"}, retired=True)
    make_post(officer, space, topics=[topic])
    collected = make_post(officer, space, topics=[other])
    Post.objects.filter(pk=collected.pk).update(source=Source.IMPORTED)
    found = {gap.name: gap.collected for gap in gaps(ground_of(get_scope_for(coordinator.viewer)))}
    assert found["Zq water"] is True
    assert "Housing" not in found
    assert "Zq old" not in found


def test_a_partner_who_coordinates_counts_what_they_may_see(
    partner: Persona, officer: Persona, space: Space, topic: Topic
) -> None:
    SpaceCoordinator.objects.create(space=space, person=partner.person)
    make_post(officer, space, label=Label.GREEN, topics=[topic])
    make_post(officer, space, label=Label.CLEAR)
    assert by(partner, "country")["France"].posts == 1
    assert "Housing" in {gap.name for gap in gaps(ground_of(get_scope_for(partner.viewer)))}


def test_a_coordinator_of_a_space_counts_that_space(officer: Persona, space: Space) -> None:
    SpaceCoordinator.objects.create(space=space, person=officer.person)
    make_post(officer, space)
    make_post(officer, do_create_space("Floods"))
    assert by(officer, "country")["France"].posts == 1
    assert officer.client.get("/desk/pulse?space=floods").status_code == 404


def test_the_last_30_days_beside_those_before(coordinator: Persona, officer: Persona, space: Space) -> None:
    make_post(officer, space)
    for days in (31, 40, 70):
        at(make_post(officer, space), timezone.now() - timedelta(days=days))
    new, old = lately(ground_of(get_scope_for(coordinator.viewer)), timezone.now())
    assert (new.posts, old.posts) == (1, 2)


@pytest.mark.parametrize("name", [one.name for one in DIMENSIONS])
def test_page_and_file_say_the_same(name: str, coordinator: Persona, officer: Persona, space: Space) -> None:
    make_post(officer, space, title="=SUM(A1)")
    page = coordinator.client.get("/desk/pulse", {"by": name})
    file = coordinator.client.get("/desk/pulse.csv", {"by": name})
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == [row for row, _cells in page.context["rows"]]
    assert sum(int(line[1]) for line in lines[1:]) == 1
    assert page.content.count(b"<svg") == len(page.context["charts"]) >= 1


def test_the_gaps_are_a_file_too(coordinator: Persona, space: Space) -> None:
    Topic.objects.create(slug="zq-calc", labels={"en": "=calc|x"})
    text = coordinator.client.get("/desk/pulse.csv?by=gaps").content.decode("utf-8-sig")
    assert "'=calc|x" in text


def test_nonsense_in_the_address_shows_the_months(coordinator: Persona) -> None:
    page = coordinator.client.get("/desk/pulse?by=zq&show=zq")
    assert page.status_code == 200
    assert page.context["by"].name == "month"
    assert "Nobody has posted, answered or taken over anything" in page.content.decode()


def test_the_figures_are_kept_for_a_minute(coordinator: Persona, officer: Persona, space: Space) -> None:
    client = coordinator.client
    make_post(officer, space)
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get("/desk/pulse?by=country")
    with CaptureQueriesContext(connection) as second:
        client.get("/desk/pulse?by=country")
    assert len(second) < len(first) - 10


def test_as_many_queries_however_much_there_is(
    coordinator: Persona, officer: Persona, officer_elsewhere: Persona, space: Space, topic: Topic
) -> None:
    def cost() -> int:
        forget_everything()
        with CaptureQueriesContext(connection) as queries:
            coordinator.client.get("/desk/pulse?by=topic")
        return len(queries)

    ask_and_answer(officer, officer_elsewhere, space, timedelta(days=3), timedelta(hours=2))
    few = cost()
    for number in range(5):
        another = Topic.objects.create(slug=f"zq-{number}", labels={"en": f"Zq {number}"})
        make_post(make_persona(f"p{number}", officer.organisation), space, topics=[another])
        ask_and_answer(officer, officer_elsewhere, space, timedelta(days=3), timedelta(hours=2))
    assert cost() == few


def test_charts_escape_what_they_draw_and_survive_nothing() -> None:
    bars = [charts.Bar("<b>", 3, "<3>"), charts.Bar("none", None, "–")]
    for draw in (charts.rows, charts.columns):
        picture = draw("x", "<t>", bars)
        assert "<b>" not in picture
        assert "&lt;t&gt;" in picture
        assert draw("x", "t", []).startswith("<svg")


def test_durations_in_words() -> None:
    assert duration(None) == "–"
    assert duration(timedelta(minutes=1)) == "1 minute"
    assert duration(timedelta(hours=30)) == "30 hours"
    assert duration(timedelta(days=3)) == "3 days"
