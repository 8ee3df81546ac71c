"""Who one can be in the demo, and who else is there. Accounts are named by role; nobody is a real person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from anyascii import anyascii
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from intercity.demo.more_cities import MORE_CITIES
from intercity.organisations.models import Level, Type


@dataclass(frozen=True)
class DemoRole:
    """A role to try: its address name, what the button says, whose account it is."""

    slug: str
    label: Promise | str
    email: str


ROLES: Final = (
    DemoRole("coordinator", _("Coordinator"), "coordinator@network.invalid"),
    DemoRole("officer-nice", _("Officer of Nice"), "officer@city-of-nice.invalid"),
    DemoRole("officer-madrid", _("Officer of Madrid"), "officer@city-of-madrid.invalid"),
    DemoRole("partner-who", _("WHO regional office"), "officer@who-europe.invalid"),
)


@dataclass(frozen=True)
class DemoOrganisation:
    """An organisation that takes part in the exercise."""

    slug: str
    name: str
    short: str
    country: str
    languages: tuple[str, ...]
    type: str = Type.CITY
    level: str = Level.LOCAL
    web: str = ""
    leads: bool = False
    """Whether its account leads it, and so accepts agreements."""


def city(slug: str, short: str, country: str, *languages: str) -> DemoOrganisation:
    """A city of the exercise."""
    return DemoOrganisation(slug, f"City of {short}", short, country, languages)


MORE: Final = tuple(
    city(f"city-of-{slugify(anyascii(name))}", name, country, language)
    for country, (language, names) in MORE_CITIES.items()
    for name in names.split(", ")
)
ORGANISATIONS: Final = (
    city("city-of-nice", "Nice", "FR", "fr"),
    DemoOrganisation("city-of-madrid", "City of Madrid", "Madrid", "ES", ("es",), leads=True),
    city("city-of-torino", "Torino", "IT", "it"),
    city("city-of-liege", "Liège", "BE", "fr"),
    city("city-of-sofia", "Sofia", "BG", "bg"),
    city("city-of-split", "Split", "HR", "hr"),
    city("city-of-antwerp", "Antwerp", "BE", "nl"),
    city("city-of-wien", "Wien", "AT", "de"),
    city("city-of-lyon", "Lyon", "FR", "fr"),
    city("city-of-sevilla", "Sevilla", "ES", "es"),
    city("city-of-athens", "Athens", "GR", "el"),
    city("city-of-plovdiv", "Plovdiv", "BG", "bg"),
    city("city-of-gdansk", "Gdańsk", "PL", "pl"),
    DemoOrganisation(
        "who-europe",
        "WHO Regional Office for Europe",
        "WHO Europe",
        "DK",
        ("en", "fr"),
        Type.INTERNATIONAL,
        Level.INTERNATIONAL,
        "https://www.who.int/europe",
    ),  # fmt: skip
    DemoOrganisation(
        "efus",
        "European Forum for Urban Security",
        "Efus",
        "FR",
        ("en", "fr"),
        Type.NETWORK,
        Level.EUROPEAN,
        "https://efus.eu",
    ),  # fmt: skip
    DemoOrganisation(
        "eurocities", "Eurocities", "Eurocities", "BE", ("en",), Type.NETWORK, Level.EUROPEAN, "https://eurocities.eu"
    ),
    DemoOrganisation(
        "ministry-exercise",
        "Ministry of Health (invented for the exercise)",
        "Ministry",
        "FR",
        ("fr",),
        Type.MINISTRY,
        Level.NATIONAL,
    ),  # fmt: skip
    DemoOrganisation(
        "network-secretariat", "Network secretariat (demo)", "Secretariat", "", ("en",), Type.NETWORK, Level.EUROPEAN
    ),
    *MORE,
)
