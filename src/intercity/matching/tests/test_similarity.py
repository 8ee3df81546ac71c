"""How alike two organisations are."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from intercity.matching.reasons import sentences
from intercity.matching.similarity import WEIGHTS, Facts, compare, facts_of, kilometres
from intercity.matching.tests.helpers import GENOA, NICE, TORINO, make_city
from intercity.places.surroundings import Surroundings, surroundings_of
from tests.personas import make_organisation

NEAR_THE_SEA, INLAND = Surroundings(2, 500_000), Surroundings(None, 500_000)
points = st.tuples(st.floats(-80, 80), st.floats(-180, 180))
around = st.builds(Surroundings, st.none() | st.integers(0, 60), st.integers(0, 30_000_000))
facts = st.builds(
    Facts,
    st.sampled_from(["local", "regional", "national"]),
    st.sampled_from(["", "FR", "IT"]),
    st.frozensets(st.sampled_from(["fr", "it", "en"])),
    st.none() | st.integers(1, 30_000_000),
    st.none() | points,
    st.none() | around,
)


@given(facts, facts)
def test_likeness_lies_between_nothing_and_all_and_is_the_same_from_both_sides(a: Facts, b: Facts) -> None:
    there, back = compare(a, b), compare(b, a)
    assert 0.0 <= there.score <= 1.0 + 1e-9
    assert abs(there.score - back.score) < 1e-9


@given(facts)
def test_nobody_is_more_like_somebody_than_they_are_themselves(a: Facts) -> None:
    assert compare(a, a).score > 1 - 1e-9


def test_a_city_half_as_large_is_less_alike_than_one_of_the_same_size() -> None:
    asker = Facts("local", population=400_000)
    same, half, village = (compare(asker, Facts("local", population=n)).score for n in (390_000, 200_000, 5_000))
    assert same > half > village


def test_what_one_of_them_does_not_know_is_left_out() -> None:
    known = compare(Facts("local", "FR", population=400_000), Facts("local", "FR"))
    assert known.score == 1.0


def test_a_weight_of_nothing_takes_a_fact_away() -> None:
    a, b = Facts("local", "FR", surroundings=NEAR_THE_SEA), Facts("local", "IT", surroundings=NEAR_THE_SEA)
    assert compare(a, b).score < 1
    assert compare(a, b, {**WEIGHTS, "country": 0}).score == 1
    assert compare(a, b, dict.fromkeys(WEIGHTS, 0)).score == 0


@pytest.mark.django_db
def test_reasons_say_what_they_have_in_common() -> None:
    nice = make_organisation(
        "Nice", languages=["fr", "en"], place=make_city(NICE, "Nice", "FR", (43.70, 7.27), 342_669)
    )
    genoa = make_organisation(
        "Genoa", country="IT", languages=["it", "en"], place=make_city(GENOA, "Genoa", "IT", (44.41, 8.93), 580_000)
    )
    torino = make_organisation("Torino", country="IT", place=make_city(TORINO, "Torino", "IT", (45.07, 7.69), 870_000))
    said = sentences(compare(facts_of(nice), facts_of(genoa)).reasons)
    assert {"both by the sea", "also works in English", "154 kilometres away"} <= set(said)
    assert "also a city" not in said, "so are nearly all"
    with translation.override("fr"):
        said = sentences(compare(facts_of(nice), facts_of(genoa)).reasons)
    assert any("anglais" in reason for reason in said), "languages are named in that of the reader"
    assert "both by the sea" not in sentences(compare(facts_of(nice), facts_of(torino)).reasons)


def test_kilometres_are_those_of_the_globe() -> None:
    assert abs(kilometres((43.70, 7.27), (48.85, 2.35)) - 686) < 5
    assert kilometres((50, 10), (50, 10)) == 0


def test_the_sea_is_near_where_it_is() -> None:
    by_the_sea = [surroundings_of(key) for key in (NICE, GENOA)]
    assert all(found is not None and found.on_coast for found in by_the_sea)
    torino = surroundings_of(TORINO)
    assert torino is not None
    assert not torino.on_coast
    assert surroundings_of(1) is None
