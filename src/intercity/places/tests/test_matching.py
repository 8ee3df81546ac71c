"""From the text in a place cell to a place, or to nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercity.core.text import fold


@pytest.mark.parametrize(
    ("text", "country", "name", "method"),
    [
        ("Nice", "FR", "Nice", "exact"),
        ("MADRID", "ES", "Madrid", "folded"),
        ("Xi'an", "CN", "Xi’an", "folded"),
        ("Napoli", "IT", "Naples", "alternate"),
        ("Washington, D.C.", "US", "Washington", "exact"),
        ("München", "DE", "Munich", "alternate"),
        ("Muenchen", "DE", "Munich", "alternate"),
        ("Пловдив", "BG", "Plovdiv", "alternate"),
        ("City of Nice", "FR", "Nice", "stripped"),
        ("Comune di Napoli", "IT", "Naples", "stripped"),
        ("Landeshauptstadt München", "DE", "Munich", "stripped"),
        ("Regency of Sleman", "ID", "Sleman", "stripped"),
        ("Bandung (city)", "ID", "Bandung", "stripped"),
        ("Nice, France", None, "Nice", "exact"),
        ("Paris, Texas", "US", "Paris", "exact"),
        ("Belfast (Northern Ireland)", "GB", "Belfast", "exact"),
    ],
)
def test_cities_are_found(matcher, text, country, name, method):
    match = matcher.match(text, country=country)
    assert (match.status, match.city and match.city.name, match.method) == ("matched", name, method)
    assert match.text == text
    assert match.region is not None
    assert match.region.code == match.city.region_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "N/A",
        "no",
        "No particular city",
        "7 affected municipalities",
        "Roma, Milano and Napoli",
        "Roma, Milano",
        "Milano, Monza",
        "Roma; Milano",
        "Roma e Milano",
        "All schools in Rome stay closed until the end of the month, and so do those around it",
        "Atlantis",
    ],
)
def test_lists_sentences_and_fillers_stay_unmatched(matcher, text):
    match = matcher.match(text, country="IT")
    assert (match.status, match.city, match.region, match.text) == ("unknown", None, None, text)


def test_two_cities_of_one_name_are_ambiguous_until_the_region_decides(matcher):
    assert matcher.match("Springfield", country="US").status == "ambiguous"
    assert matcher.match("Springfield", country="US").city is None
    decided = matcher.match("Springfield", country="US", region="Illinois")
    assert (decided.city.name, decided.region.code) == ("Springfield", "US-IL")
    assert matcher.match("Springfield, Illinois", country="US").city == decided.city


def test_a_namesake_too_small_for_the_list_still_makes_a_name_ambiguous(matcher):
    numbers = [n for n, row in matcher._cities._rows.items() if matcher._cities.has_namesake(n)]
    alone = (matcher._cities.city(n) for n in numbers)
    city = next(c for c in alone if len(matcher._cities.find("folded", c.folded, c.country_id)) == 1)
    assert matcher.match(city.name, country=city.country_id).status == "ambiguous"
    assert matcher.match(city.name, country=city.country_id, region=city.region_id).city == city


def test_without_a_country_only_a_name_without_equal_is_matched(matcher):
    assert matcher.match("Paris", country=None).status == "ambiguous"
    assert matcher.match("Vladivostok", country=None).status == "unknown"
    assert matcher.match("Plovdiv", country=None).city.country_id == "BG"


def test_a_city_is_not_taken_from_another_country_or_region(matcher):
    assert matcher.match("Nice", country="IT").status == "unknown"
    assert matcher.match("Nice", country="FR", region="Bretagne").status == "unknown"
    assert matcher.match("Nice", country="FR", region="somewhere").city.name == "Nice"


def test_region_and_city_of_one_name(matcher):
    assert matcher.match("Madrid", country="ES").city.name == "Madrid"
    assert matcher.match("Sofia", country="BG", region="Sofia").city.name == "Sofia"
    assert matcher.match("New York", country="US").region.code == "US-NY"
    assert matcher.match("New York", country="US").city is None
    assert matcher.match("New York", country="US", level_hint="city").city.name == "New York City"
    assert matcher.match("Madrid", country="ES", level_hint="region").city is None
    assert matcher.match("Province of Bergamo", country="IT").region.code == "IT-BG"


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("Bavaria", "DE", "DE-BY"),
        ("Bayern", "DE", "DE-BY"),
        ("Baden-Wuerttemberg", "DE", "DE-BW"),
        ("Île-de-France", "FR", "FR-IDF"),
        ("Ile de France", "FR", "FR-IDF"),
        ("Provence-Alpes-Cote d'Azur", "FR", "FR-PAC"),
        ("Lombardy", "IT", "IT-25"),
        ("Regione Lombardia", "IT", "IT-25"),
        ("Castille and Leon", "ES", "ES-CL"),
        ("ES-CT", "ES", "ES-CT"),
        ("Madrid", "ES", "ES-MD"),
        ("Pavlodar Region", "KZ", "KZ-55"),
        ("Department Haute-Savoie", "FR", "FR-74"),
        ("ES-CT", "FR", None),
        ("Atlantis", "FR", None),
    ],
)
def test_regions_are_found(matcher, text, country, code):
    region = matcher.match_region(text, country)
    assert (region.code if region else None) == code


def test_matching_needs_no_query(matcher):
    match = matcher.match("Nice", country="FR")
    assert match.city.latitude == pytest.approx(43.7, abs=0.1)


_names = st.sampled_from(
    ["Roma", "Milano", "Napoli", "Springfield", "Paris", "Nice", "Madrid", "Sofia", "London", "Lyon", "Bavaria"]
)
_texts = st.one_of(st.text(max_size=100), st.lists(_names, max_size=4).map(", ".join), _names)
_countries = st.sampled_from([None, "BG", "DE", "ES", "FR", "GB", "IT", "US", "XX", ""])


@given(text=_texts, country=_countries, region=st.one_of(st.none(), st.text(max_size=20), _names))
def test_a_match_is_never_guessed(matcher, text, country, region):
    match = matcher.match(text, country=country, region=region)
    assert match.text == text
    if match.status != "matched":
        assert match.city is match.region is match.method is None
    elif match.city is not None:
        assert country is None or match.city.country_id == country
        assert _is_called(matcher, match.city, text)
        if country:
            same = matcher._cities.find("exact", match.city.name, country)
            assert len(same) == 1 or region or match.method == "alternate"
    else:
        assert match.region.country_id == country


@given(st.lists(_names, min_size=2, max_size=5, unique=True), st.sampled_from([", ", "; ", " and ", " / ", " y "]))
def test_a_list_of_cities_is_never_one_city(matcher, names, glue):
    for country in (None, "FR", "IT", "ES", "BG"):
        assert matcher.match(glue.join(names), country=country).city is None


def _is_called(matcher, city, text):
    called = {fold(city.name)} | {
        name for name, numbers in matcher._cities._names["alternate"].items() if city.geonames_id in numbers
    }
    return any(name in fold(text) for name in called)
