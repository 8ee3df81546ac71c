"""Cities that can or cannot hide among each other."""

from __future__ import annotations

from intercity.organisations.models import Organisation
from intercity.places.models import City, Country
from intercity.spaces.actions import do_join
from intercity.spaces.models import Space
from tests.personas import Persona, make_organisation, make_persona

KEYS = iter(range(9_700_000, 9_800_000))


def make_place(name: str, country: str, population: int) -> City:
    """A city of the world."""
    land, _made = Country.objects.get_or_create(
        code=country, defaults={"iso3": "XXX", "continent": "EU", "population": 1}
    )
    return City.objects.create(
        geonames_id=next(KEYS), name=name, folded=name.lower(), country=land, latitude=41, longitude=9,
        population=population, timezone="UTC",
    )  # fmt: skip


def make_speaking(name: str, country: str, population: int, space: Space, **fields: object) -> Persona:
    """The officer of a city that belongs to the space."""
    place = make_place(name, country, population)
    organisation: Organisation = make_organisation(f"City of {name}", country=country, place=place, **fields)
    do_join(space, organisation)
    return make_persona(f"{name} officer", organisation)


def make_alike(space: Space, number: int, country: str = "IT", population: int = 300_000) -> list[Persona]:
    """That many officers of cities of the same size and part of Europe."""
    return [make_speaking(f"Alike{country}{population}x{n}", country, population, space) for n in range(number)]
