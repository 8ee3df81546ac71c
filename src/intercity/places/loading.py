"""Loading the prepared place data into the database."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models, transaction

from intercity.core.text import fold
from intercity.places.files import data_version, prepared_rows
from intercity.places.models import City, CityName, Country, LoadedData, Region

_BATCH = 2_000


@dataclass(frozen=True)
class Counts:
    """How many rows the tables hold, and whether this call wrote them."""

    countries: int
    regions: int
    cities: int
    names: int
    loaded: bool


def load_places() -> Counts:
    """Bring countries, regions, cities and their names up to the shipped edition.

    Does nothing when that edition is already there. Otherwise writes everything in one transaction:
    rows that exist are brought up to date and kept, so that what points at them stays.
    """
    version = data_version()
    if LoadedData.objects.filter(version=version).exists():
        return _counts(loaded=False)
    with transaction.atomic():
        _save(Country, _countries(), ("iso3", "continent", "population"))
        _save(Region, _regions(), ("country", "parent", "admin1", "name", "folded_names"))
        _save(City, _cities(), _CITY_FIELDS)
        Region.objects.exclude(code__in=[row[0] for row in prepared_rows("regions.tsv.gz")]).delete()
        CityName.objects.all().delete()
        CityName.objects.bulk_create(_names(), batch_size=_BATCH)
        LoadedData.objects.all().delete()
        LoadedData.objects.create(version=version)
    return _counts(loaded=True)


_CITY_FIELDS = (
    "name",
    "folded",
    "country",
    "region",
    "latitude",
    "longitude",
    "population",
    "timezone",
    "has_namesake",
)


def _save(table: type[models.Model], rows: Iterator[models.Model], fields: tuple[str, ...]) -> None:
    key = table._meta.pk.name if table._meta.pk else "pk"
    table._default_manager.bulk_create(
        rows, batch_size=_BATCH, update_conflicts=True, unique_fields=[key], update_fields=fields
    )


def _counts(*, loaded: bool) -> Counts:
    tables = (Country, Region, City, CityName)
    countries, regions, cities, names = (table.objects.count() for table in tables)
    return Counts(countries, regions, cities, names, loaded)


def _countries() -> Iterator[Country]:
    for code, iso3, continent, population in prepared_rows("countries.tsv.gz"):
        yield Country(code=code, iso3=iso3, continent=continent, population=int(population))


def _regions() -> Iterator[Region]:
    for code, country, parent, admin1, name, folded in prepared_rows("regions.tsv.gz"):
        yield Region(
            code=code,
            country_id=country,
            parent_id=parent or None,
            admin1=admin1,
            name=name,
            folded_names=folded,
        )


def _cities() -> Iterator[City]:
    for row in prepared_rows("cities.tsv.gz"):
        number, name, country, region, latitude, longitude, population, timezone, namesake, _names = row
        yield City(
            geonames_id=int(number),
            name=name,
            folded=fold(name),
            country_id=country,
            region_id=region or None,
            latitude=float(latitude),
            longitude=float(longitude),
            population=int(population),
            timezone=timezone,
            has_namesake=namesake == "1",
        )


def _names() -> Iterator[CityName]:
    for row in prepared_rows("cities.tsv.gz"):
        for folded in filter(None, row[-1].split("|")):
            yield CityName(city_id=int(row[0]), folded=folded)
