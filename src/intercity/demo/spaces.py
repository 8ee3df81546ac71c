"""The four spaces of the demo. What they say about real partnerships is public and carries its source."""

from __future__ import annotations

from typing import Any, Final

from intercity.demo.roles import MORE
from intercity.spaces.models import SpaceState, Template

EXERCISE_CITIES: Final = [
    "city-of-nice", "city-of-madrid", "city-of-torino", "city-of-liege", "city-of-sofia", "city-of-split",
    "city-of-antwerp", "city-of-wien", "city-of-lyon", "city-of-sevilla", "city-of-athens", "city-of-plovdiv",
    "city-of-gdansk", "who-europe", "efus", "ministry-exercise", *(row.slug for row in MORE),
]  # fmt: skip

SPACES: Final[tuple[dict[str, Any], ...]] = (
    {
        "slug": "pactesur",
        "name": "PACTESUR",
        "template": Template.PROJECT,
        "description": "A project coordinated by the City of Nice on the security of public spaces: cities exchange, "
        "write strategies together and pool what they know of security technologies. Its European Week of Security "
        "moved from Nice (2019) to Torino (2020) and Liège (2021). Source: https://www.pactesur.eu",
        "members": ["city-of-nice", "city-of-torino", "city-of-liege", "efus"],
        "pages": ("calendar", "documents", "technologies", "brief"),
    },
    {
        "slug": "security-in-public-spaces",
        "name": "Security in public spaces",
        "template": Template.PARTNERSHIP,
        "description": "The partnership of the Urban Agenda for the EU on security in public spaces. Cities, networks "
        "and partners of other levels work on an action plan of six actions; the WHO Regional Office for Europe "
        "joined them for “leaving no one behind”. "
        "Source: https://futurium.ec.europa.eu/en/urban-agenda/security-public-spaces",
        "members": ["city-of-nice", "city-of-madrid", "efus", "eurocities", "who-europe", "network-secretariat"],
        "agreement_waits_for": "city-of-madrid",
        "pages": ("plan", "calendar", "documents", "brief", "costs"),
    },
    {
        "slug": "covid-19",
        "name": "COVID-19",
        "template": Template.CRISIS,
        "description": "The archive of 2020 and 2021: what cities did, retold from public collections of measures. "
        "Each card names its source; a city can confirm and correct what is said about it.",
        "members": [],
    },
    {
        "slug": "heatwave-exercise",
        "name": "Heatwave and blackout",
        "template": Template.CRISIS,
        "state": SpaceState.EXERCISE,
        "description": "An exercise, dated today: four hot days, then the power fails. Everything here is invented, so "
        "that you can try things out.",
        "members": EXERCISE_CITIES,
        "pages": ("calendar", "brief", "costs"),
    },
)
