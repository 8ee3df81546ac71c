"""Loading the prepared data."""

import pytest

from intercity.places import files
from intercity.places.loading import load_places
from intercity.places.matching import match_place
from intercity.places.models import City, CityName, Country, LoadedData, Region
from intercity.places.tests.conftest import cut_down


@pytest.fixture
def one_country(tmp_path, monkeypatch):
    cut_down(tmp_path / "data", {"BG"})
    monkeypatch.setattr(files, "DATA", tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.django_db
def test_loading_twice_changes_nothing(one_country, django_assert_num_queries):
    first = load_places()
    assert first.loaded
    assert (first.countries, first.cities) == (1, City.objects.count())
    with django_assert_num_queries(5):
        second = load_places()
    assert not second.loaded
    assert (second.regions, second.cities, second.names) == (first.regions, first.cities, first.names)


@pytest.mark.django_db
def test_a_new_edition_updates_rows_in_place(one_country):
    first = load_places()
    city = City.objects.get(name="Sofia")
    City.objects.filter(pk=city.pk).update(population=1)
    Region.objects.create(code="BG-OLD", country_id="BG", name="Old", folded_names="old")
    LoadedData.objects.update(version="older")

    second = load_places()

    assert second.loaded
    assert (second.regions, second.cities, second.names) == (first.regions, first.cities, first.names)
    city.refresh_from_db()
    assert city.population > 1_000_000


@pytest.mark.django_db
def test_loaded_rows_hang_together(one_country):
    load_places()
    sofia = City.objects.select_related("region").get(name="Sofia")
    assert (sofia.region.code, sofia.timezone) == ("BG-22", "Europe/Sofia")
    assert sofia.other_names.filter(folded="софия").exists()
    assert CityName.objects.filter(folded="пловдив").get().city.name == "Plovdiv"
    assert str(Country.objects.get()) == "Bulgaria"


@pytest.mark.django_db
def test_a_single_text_is_matched_against_what_is_loaded_now(one_country):
    assert match_place("Sofia", country="BG").status == "unknown"
    load_places()
    assert match_place("Sofia", country="BG").city == City.objects.get(name="Sofia")


@pytest.mark.proof
@pytest.mark.django_db
def test_the_whole_world_loads():
    counts = load_places()
    assert counts.cities > 30_000
    assert counts.names > 100_000
