"""Ways to narrow that need no kind: level, city size, period, country."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intercity.organisations.viewers import PUBLIC, Viewer
from intercity.places.models import City, Country
from intercity.posts.filters import facets_for, read_wish, scales
from intercity.posts.models import Post
from intercity.spaces.models import Label, Space
from tests.personas import Persona, make_organisation, make_persona, make_post

pytestmark = pytest.mark.django_db
STEPS = {"s": (1, 49_999), "m": (50_000, 199_999), "l": (200_000, 499_999), "xl": (500_000, 999_999)}


def titles(viewer: Viewer, space: Space, **asked: str) -> set[str]:
    where = read_wish(asked, facets_for(viewer, space)).where
    return set(Post.objects.visible_to(viewer).filter(space=space).filter(where).values_list("title", flat=True))


def options(viewer: Viewer, space: Space | None, param: str) -> Mapping[str, object]:
    return next(facet.options for facet in facets_for(viewer, space) if facet.param == param)


def make_city(name: str, population: int) -> Persona:
    country, _ = Country.objects.get_or_create(code="FR", iso3="FRA", continent="EU", population=1)
    place = City.objects.create(
        geonames_id=City.objects.count() + 1, name=name, folded=name.lower(), country=country, latitude=1,
        longitude=1, population=population, timezone="Europe/Paris",
    )  # fmt: skip
    return make_persona(name, make_organisation(name, place=place))


def test_city_sizes_meet_without_gap_or_overlap(officer: Persona, space: Space) -> None:
    wanted = {name: {str(number) for number in ends} for name, ends in STEPS.items()} | {"xxl": {"1000000", "9999999"}}
    for number in sorted(set().union(*wanted.values())):
        make_post(make_city(number, int(number)), space, title=number)
    make_post(officer, space, title="without place")
    for size, names in wanted.items():
        assert titles(officer.viewer, space, size=size) == names
    assert {scales.size_of(int(number)) for number in wanted["xxl"]} == {"xxl"}


def test_level_and_period(officer: Persona, coordinator: Persona, space: Space) -> None:
    make_post(officer, space, title="city")
    old = make_post(coordinator, space, title="network")
    Post.objects.filter(pk=old.pk).update(published_at=timezone.now() - timedelta(days=3))
    assert titles(officer.viewer, space, level="local") == {"city"}
    assert titles(officer.viewer, space, level="european") == {"network"}
    assert titles(officer.viewer, space, period="day") == {"city"}
    assert titles(officer.viewer, space, period="week") == {"city", "network"}


def test_what_is_no_step_is_named(officer: Persona, space: Space) -> None:
    wish = read_wish({"size": "huge", "period": "\0", "level": "x" * 50}, facets_for(officer.viewer, space))
    assert sorted(wish.ignored) == ["\0", "huge", "x" * 40]
    assert not wish.chosen


def test_countries_are_those_one_sees(officer: Persona, officer_elsewhere: Persona, space: Space) -> None:
    assert options(officer.viewer, space, "country") == {}
    make_post(officer, space, label=Label.CLEAR)
    make_post(officer_elsewhere, space, label=Label.GREEN)
    assert options(officer.viewer, space, "country") == {"FR": "France", "IT": "Italy"}
    assert options(PUBLIC, space, "country") == {"FR": "France"}


def test_facets_cost_the_same_however_many_organisations(officer: Persona, space: Space) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            for facet in facets_for(viewer, space):
                dict(facet.options)
        return len(queries)

    viewer = officer.viewer
    make_post(officer, space)
    few = cost()
    for number in range(10):
        city = make_organisation(f"City {number}", country=f"A{chr(65 + number)}")
        make_post(make_persona(f"person {number}", city), space)
    # Topics, groups, countries, and which kinds occur.
    assert cost() == few <= 4
    assert len(options(viewer, space, "country")) == 11


def test_only_what_occurs_in_the_space_is_offered_and_all_is_understood(officer: Persona, space: Space) -> None:
    make_post(officer, space, kind="question")
    facets = {facet.param: facet for facet in facets_for(officer.viewer, space)}
    assert set(facets["kind"].shown) == {"question"}
    assert "practice" in facets["kind"].options
    assert "active" not in facets["status"].shown
    assert "open" in facets["status"].shown
    assert not facets["adopted"].shown
    make_post(officer, space, kind="practice")
    facets = {facet.param: facet for facet in facets_for(officer.viewer, space)}
    assert set(facets["kind"].shown) == {"question", "practice"}
    assert facets["adopted"].shown


def test_what_somebody_does_not_see_is_not_offered_to_them(
    officer: Persona, officer_elsewhere: Persona, space: Space
) -> None:
    make_post(officer, space, kind="question", label=Label.CLEAR)
    make_post(officer, space, kind="practice", label=Label.GREEN)
    [kinds] = [facet for facet in facets_for(PUBLIC, space) if facet.param == "kind"]
    assert set(kinds.shown) == {"question"}
