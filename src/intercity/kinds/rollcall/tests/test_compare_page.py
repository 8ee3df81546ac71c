"""GET /posts/<uid>/answers/compare: groups, two dates, two roll calls, what changed, week after week."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from intercity.kinds.rollcall.actions.answering import withdraw
from intercity.kinds.rollcall.models import Answer, AnswerVersion, RollCall
from intercity.kinds.rollcall.tests.helpers import fresh, give, make_rollcall, reply
from intercity.matching.tests.helpers import make_city
from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space, SpaceState
from tests.personas import Persona, make_organisation, make_persona

pytestmark = pytest.mark.django_db
AGO = timedelta(days=5)


@pytest.fixture
def cities(nice: Organisation, torino: Organisation) -> list[Organisation]:
    return [nice, torino, make_organisation("City of Ghent", short_name="Ghent", country="BE")]


@pytest.fixture
def rollcall(coordinator: Persona, cities: list[Organisation], space: Space) -> RollCall:
    """Asked five days ago, when Nice planned it and Torino did not."""
    made = make_rollcall(coordinator, space, cities, label=Label.CLEAR)
    give(made, cities[0], reply("planned", 3))
    give(made, cities[1], reply("no"))
    then = timezone.now() - AGO
    Post.objects.filter(pk=made.pk).update(published_at=then)
    for rows in (Answer, AnswerVersion):
        rows.objects.update(at=then)
    return fresh(made.post)


@pytest.fixture
def outsider(db: None) -> Persona:
    """Of a city of the network that is not in the space."""
    return make_persona("outsider", make_organisation("City of Bergen", country="NO"))


def compare(client: Client, rollcall: RollCall, query: str) -> str:
    answer = client.get(f"/posts/{rollcall.post.uid}/answers/compare?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_groups_tell_who_is_asked_inside_only(rollcall: RollCall, officer: Persona, outsider: Persona) -> None:
    html = compare(officer.client, rollcall, "show=groups&by=country")
    assert '<th scope="row">Belgium</th>' in html
    assert "No answer yet" in html
    assert '<tr class="mine"><th scope="row">France' in html
    for viewer in (outsider.client, Client()):
        html = compare(viewer, rollcall, "show=groups&by=country")
        assert "Italy" in html
        assert "Belgium" not in html
        assert "No answer yet" not in html
        assert ">Asked<" not in html


def test_two_dates_stand_beside_each_other(rollcall: RollCall, officer: Persona, cities: list[Organisation]) -> None:
    give(rollcall, cities[0], reply("yes", 3))
    give(rollcall, cities[2], reply("yes"))
    day = timezone.localdate() - timedelta(days=2)
    html = compare(officer.client, rollcall, f"show=dates&then={day}")
    assert "<li><b>1</b>: Planned → Yes</li>" in html
    assert "+67 points" in html
    later = compare(officer.client, rollcall, f"show=dates&then=2020-01-01&and={day}")
    assert "No answer yet" in later
    assert "Planned → Yes" not in later


@pytest.mark.parametrize("text", ["nonsense", "2999-01-01", "0000-00-00"])
def test_a_wrong_date_is_said_and_kept(rollcall: RollCall, officer: Persona, text: str) -> None:
    for query in (f"show=dates&then={text}", f"show=changes&since={text}"):
        html = compare(officer.client, rollcall, query)
        assert 'role="alert"' in html
        assert f'value="{text}"' in html


def test_what_changed_names_who_answered_changed_and_withdrew(
    rollcall: RollCall, officer: Persona, officer_elsewhere: Persona, cities: list[Organisation]
) -> None:
    give(rollcall, cities[0], reply("yes", 5))
    give(rollcall, cities[2], reply("no"))
    withdraw(officer_elsewhere.viewer, fresh(rollcall.post), cities[1])
    html = compare(officer.client, rollcall, "show=changes&since=yesterday")
    assert "1 answered, 1 changed their answer, 1 withdrew it." in html
    assert "<del>Planned</del> → <ins>Yes</ins>" in html
    assert "<del>3 playgrounds</del> → <ins>5 playgrounds</ins>" in html
    assert html.index("Ghent") < html.index(">Nice<") < html.index(">Torino<")
    nothing = compare(Client(), fresh(rollcall.post), "show=changes&since=" + quote(timezone.now().isoformat()))
    assert "Nothing has changed since then." in nothing


def test_what_was_said_before_is_not_for_the_public_nor_who_took_it_back_for_outsiders(
    rollcall: RollCall, officer: Persona, officer_elsewhere: Persona, outsider: Persona, cities: list[Organisation]
) -> None:
    give(rollcall, cities[0], reply("yes", 5))
    withdraw(officer_elsewhere.viewer, fresh(rollcall.post), cities[1])
    seen = {
        name: compare(client, rollcall, "show=changes&since=yesterday")
        for name, client in (("inside", officer.client), ("network", outsider.client), ("public", Client()))
    }
    assert ["Torino" in html for html in seen.values()] == [True, False, False]
    assert ["3 playgrounds" in html for html in seen.values()] == [True, True, False]
    assert all("1 withdrew it." in html and "5 playgrounds" in html for html in seen.values())
    assert "Torino" in compare(officer_elsewhere.client, rollcall, "show=changes&since=yesterday")


def test_another_question_that_asks_the_same(
    rollcall: RollCall, coordinator: Persona, officer: Persona, cities: list[Organisation], space: Space
) -> None:
    assert "There is no other question that asks the same." in compare(officer.client, rollcall, "show=rollcalls")
    other = make_rollcall(coordinator, space, cities, label=Label.CLEAR, answers_label=Label.GREEN)
    give(other, cities[0], reply("yes"))
    html = compare(officer.client, rollcall, f"show=rollcalls&with={other.post.uid}")
    assert f'<option value="{other.post.uid}" selected>' in html
    assert "<li><b>1</b>: Planned → Yes</li>" in html
    for query in ("show=rollcalls", f"show=rollcalls&with={other.post.uid}"):
        html = compare(Client(), rollcall, query)
        assert other.post.uid not in html.partition('<form class="compare-form"')[2].partition("</form>")[0]
        assert "Planned → Yes" not in html


def test_an_exercise_stands_beside_nothing_real(
    rollcall: RollCall, coordinator: Persona, officer: Persona, cities: list[Organisation], space: Space
) -> None:
    other = make_rollcall(coordinator, space, cities, label=Label.CLEAR)
    assert other.post.uid in compare(officer.client, rollcall, "show=rollcalls")
    practice = Space.objects.create(name="Practice", slug="practice", state=SpaceState.EXERCISE)
    Post.objects.filter(pk=other.pk).update(space=practice)
    assert other.post.uid not in compare(officer.client, rollcall, "show=rollcalls")


def test_a_series_has_a_trend_of_what_the_viewer_sees(
    rollcall: RollCall, coordinator: Persona, officer: Persona, cities: list[Organisation], space: Space
) -> None:
    assert "This question was asked only once." in compare(officer.client, rollcall, "show=trend")
    later = make_rollcall(
        coordinator, space, cities, label=Label.CLEAR, answers_label=Label.GREEN, first=rollcall.pk, repeat="weekly"
    )
    give(later, cities[0], reply("yes", 8))
    html = compare(officer.client, later, "show=trend")
    assert html.count("<polyline") == 5, "four options, and the median"
    assert "8\xa0playgrounds" in html
    assert "This question was asked only once." in compare(Client(), rollcall, "show=trend")
    page = officer.client.get(later.post.get_absolute_url()).content.decode()
    assert 'id="trends"' in page
    assert 'id="trends"' not in Client().get(later.post.get_absolute_url()).content.decode()
    assert 'id="trends"' not in Client().get(rollcall.post.get_absolute_url()).content.decode()


def test_what_was_taken_back_stands_in_no_trend(
    rollcall: RollCall, coordinator: Persona, officer: Persona, cities: list[Organisation], space: Space
) -> None:
    later = make_rollcall(coordinator, space, cities, label=Label.CLEAR, first=rollcall.pk, repeat="weekly")
    give(later, cities[0], reply("yes", 8))
    Post.objects.filter(pk=rollcall.pk).update(state="withdrawn")
    for client in (officer.client, Client()):
        assert "This question was asked only once." in compare(client, later, "show=trend")
        assert 'id="trends"' not in client.get(later.post.get_absolute_url()).content.decode()


def test_the_trend_follows_answers_to_others_of_the_series(
    rollcall: RollCall, coordinator: Persona, officer: Persona, cities: list[Organisation], space: Space
) -> None:
    later = make_rollcall(coordinator, space, cities, first=rollcall.pk, repeat="weekly")
    give(later, cities[0], reply("yes", 8))
    address = later.post.get_absolute_url()
    assert "31\xa0playgrounds" not in officer.client.get(address).content.decode()
    give(fresh(rollcall.post), cities[0], reply("yes", 62))
    assert "62" in officer.client.get(address).content.decode().partition('id="trends"')[2]


def test_very_large_series_have_a_link_instead(
    rollcall: RollCall, coordinator: Persona, officer: Persona, cities: list[Organisation], space: Space
) -> None:
    later = make_rollcall(coordinator, space, cities, first=rollcall.pk, repeat="weekly")
    RollCall.objects.filter(pk=rollcall.pk).update(asked=30_000)
    html = officer.client.get(later.post.get_absolute_url()).content.decode()
    assert 'id="trends"' not in html
    assert f"/posts/{later.post.uid}/answers/compare?show=trend" in html


def test_numbers_per_head_say_for_how_many_cities_people_are_known(
    rollcall: RollCall, officer: Persona, cities: list[Organisation]
) -> None:
    give(rollcall, cities[2], reply("yes", 9))
    Organisation.objects.update(place=None)
    Organisation.objects.filter(pk=cities[0].pk).update(place=make_city(77, "Nice", "FR", (43.7, 7.25), 300_000))
    for query in ("show=groups&by=country", f"show=dates&then={timezone.localdate() - timedelta(days=2)}"):
        html = compare(officer.client, rollcall, f"{query}&field=f2&per=100k")
        assert "per 100,000 people" in html
        assert ">Sum<" not in html
        assert "for 1 of 2 cities that gave a number" in html
        assert 'name="per" value="100k"' in html
        given = compare(officer.client, rollcall, f"{query}&field=f2")
        assert ">Sum<" in given
        assert "per=100k" in given
    assert "100,000" not in compare(officer.client, rollcall, "show=groups&field=f1&per=100k")
