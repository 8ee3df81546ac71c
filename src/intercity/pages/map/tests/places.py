"""Cities with a place, for tests of the map."""

from __future__ import annotations

from intercity.organisations.models import Organisation
from intercity.places.models import City, Country

PLACES = {
    "FR": (2988507, "Paris", 48.85341, 2.3488),
    "IT": (3165524, "Torino", 45.07049, 7.68682),
    "AR": (3435910, "Buenos Aires", -34.61315, -58.37723),
}


def put_on_the_map(organisation: Organisation) -> Organisation:
    """Give an organisation the place of its country's city."""
    key, name, latitude, longitude = PLACES[organisation.country]
    country, _ = Country.objects.get_or_create(
        code=organisation.country, defaults={"iso3": "XXX", "continent": "EU", "population": 1}
    )
    organisation.place, _ = City.objects.get_or_create(
        geonames_id=key,
        defaults={
            "name": name, "folded": name.lower(), "country": country, "latitude": latitude, "longitude": longitude,
            "population": 900_000, "timezone": "Europe/Paris",
        },
    )  # fmt: skip
    organisation.save()
    return organisation
