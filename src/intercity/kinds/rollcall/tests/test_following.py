"""/posts/<uid>/follow-up: a question to exactly those who answered so."""

from __future__ import annotations

import pytest

from intercity.core.uids import new_uid
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.tests.helpers import give, make_rollcall, reply
from intercity.matching.actions import MOST_BY_ONE
from intercity.matching.models import Asked, Pursuit
from intercity.organisations.models import Organisation
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db


def make_cities(count: int) -> list[Organisation]:
    cities = [make_organisation(f"City {number:02}") for number in range(count)]
    for number, city in enumerate(cities):
        make_persona(f"speaker {number}", city)
    return cities


@pytest.fixture
def cities(db: None) -> list[Organisation]:
    return make_cities(4)


@pytest.fixture
def rollcall(coordinator: Persona, cities: list[Organisation], space: Space, officer: Persona) -> RollCall:
    assert officer.organisation
    made = make_rollcall(coordinator, space, [*cities, officer.organisation])
    for city, option in zip(cities, ("yes", "yes", "planned", "no"), strict=True):
        give(made, city, reply(option))
    return made


def address(rollcall: RollCall) -> str:
    return f"/posts/{rollcall.post.uid}/follow-up"


def sent(*slugs: str, on: tuple[str, ...] = ("f1:yes",), **more: str) -> dict[str, object]:
    return {"on": list(on), "ask": list(slugs), "title": "How?", "body": "Tell us.", "label": "green", **more}


def asked_names(post: Post) -> set[str]:
    return set(Asked.objects.filter(post=post).values_list("organisation__name", flat=True))


def test_the_page_counts_who_answered_what(rollcall: RollCall, officer: Persona) -> None:
    page = officer.client.get(address(rollcall)).content.decode()
    assert 'value="f1:yes"' in page
    assert 'value="f1:not_ours"' not in page
    page = officer.client.get(address(rollcall), {"on": ["f1:yes", "f1:planned"]}).content.decode()
    assert "3 cities are asked" in page
    assert f"/posts/{rollcall.post.uid}/" in page
    assert "City 03" not in page


def test_exactly_those_are_asked_and_no_others_later(rollcall: RollCall, officer: Persona) -> None:
    answer = officer.client.post(address(rollcall), sent("city-00", "city-01"))
    post = Post.objects.get(title="How?")
    assert answer.headers["Location"] == post.get_absolute_url()
    assert (post.kind, post.organisation, post.space) == ("question", officer.organisation, rollcall.post.space)
    assert asked_names(post) == {"City 00", "City 01"}
    assert not Pursuit.objects.get(post=post).goes_on


def test_whoever_did_not_answer_so_cannot_be_slipped_in(rollcall: RollCall, officer: Persona) -> None:
    officer.client.post(address(rollcall), sent("city-00", "city-03", "city-of-nice"))
    assert asked_names(Post.objects.get(title="How?")) == {"City 00"}


def test_sent_twice_it_is_asked_once(rollcall: RollCall, officer: Persona) -> None:
    uid = new_uid()
    for _time in range(2):
        officer.client.post(address(rollcall), sent("city-00", uid=uid))
    assert Post.objects.filter(title="How?").count() == 1
    assert Asked.objects.count() == 1


def test_cities_asked_enough_this_week_are_left_out_by_name(rollcall: RollCall, officer: Persona) -> None:
    space = rollcall.post.space
    city = Organisation.objects.get(slug="city-00")
    for number in range(space.asks_per_week):
        Asked.objects.create(post=make_post(officer, space, kind="question", title=f"Q{number}"), organisation=city)
    page = officer.client.get(address(rollcall), {"on": "f1:yes"}).content.decode()
    assert "Asked often enough this week, so left out: City 00" in " ".join(page.split())
    officer.client.post(address(rollcall), sent("city-00", "city-01"))
    assert asked_names(Post.objects.get(title="How?")) == {"City 01"}


def test_nobody_ticked_or_nothing_written_loses_nothing(rollcall: RollCall, officer: Persona) -> None:
    for bad in (sent(), {**sent("city-00"), "title": ""}, sent("city-00", label="red")):
        page = officer.client.post(address(rollcall), bad)
        assert page.status_code == 422
        assert "Tell us." in page.content.decode()
    assert not Post.objects.filter(kind="question").exists()


def test_officers_keep_the_weekly_limit_and_whoever_runs_it_may_ask_all(
    coordinator: Persona, officer: Persona, space: Space
) -> None:
    many = make_cities(MOST_BY_ONE + 2)
    assert coordinator.organisation
    assert officer.organisation
    made = make_rollcall(coordinator, space, [*many, officer.organisation])
    for city in many:
        give(made, city)
    slugs = [city.slug for city in many]
    page = officer.client.post(address(made), sent(*slugs))
    assert page.status_code == 422
    assert "Tell us." in page.content.decode()
    assert not Post.objects.filter(kind="question").exists()
    coordinator.client.post(address(made), sent(*slugs))
    assert len(asked_names(Post.objects.get(title="How?"))) == len(many)


def test_the_question_is_never_seen_by_more_than_the_answers(
    coordinator: Persona, cities: list[Organisation], space: Space, officer: Persona
) -> None:
    assert officer.organisation
    made = make_rollcall(coordinator, space, [*cities, officer.organisation], label=Label.CLEAR, answers_label="green")
    give(made, cities[0])
    assert officer.client.post(address(made), sent("city-00", label="clear")).status_code == 422
    assert officer.client.post(address(made), sent("city-00")).status_code == 302


def test_only_those_who_see_the_answers_and_may_post(
    rollcall: RollCall, coordinator: Persona, reader: Persona, stranger: Persona, cities: list[Organisation]
) -> None:
    assert reader.client.get(address(rollcall)).status_code == 403
    assert stranger.client.get(address(rollcall)).status_code == 404
    hidden = make_rollcall(coordinator, rollcall.post.space, cities, label=Label.CLEAR, answers_label=Label.AMBER)
    give(hidden, cities[0])
    inside, outside = make_persona("inside", cities[1]), make_persona("outside", make_organisation("City of Ghent"))
    assert inside.client.get(address(hidden)).status_code == 200
    assert outside.client.get(address(hidden)).status_code == 403


def test_rubbish_in_the_address_is_passed_over(rollcall: RollCall, officer: Persona) -> None:
    for on in ("f9:yes", "x", "", "f1:", "\x00", "f2:*"):
        assert officer.client.get(address(rollcall), {"on": on}).status_code == 200
    assert officer.client.post(address(rollcall), sent("city-00", on=("f9:yes",))).status_code == 200
    assert not Post.objects.filter(kind="question").exists()
