"""Which level a measure was taken at, and where, as far as the tracker's words say."""

from __future__ import annotations

import re
from functools import lru_cache

from intercity.transfer.reading.measure import Level

_WORDS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (
        "local",
        re.compile(
            r"municip|\bcit(?:y|ies)\b|count(?:y|ies)\b|local|town|commun|gemeinde|\b(?:admin ?)?[23]\b|district"
        ),
    ),
    ("regional", re.compile(r"provin|state|region|subnational|sub-national|canton|land\b|prefect|\b(?:admin ?)?1\b")),
    ("national", re.compile(r"national|country|federal|nat_total|\b(?:admin ?)?0\b")),
)
# Trackers join countries with a comma and no space; "Korea, South" is one country.
_COUNTRIES = re.compile(r",\S|;|,.*,")
_UNIONS = frozenset({"european union", "eu", "world", "global", "africa", "europe", "international"})


@lru_cache(maxsize=4_096)
def level_of(said: str, country: str, has_region: bool, has_city: bool) -> Level:
    """Return the level of a measure from the tracker's word for it, else from the places it names."""
    if not country or country.lower() in _UNIONS or _COUNTRIES.search(country):
        return "international" if country else _by_place(has_region, has_city)
    said = said.lower()
    if "at the national level" in said or said == "international":
        return "national" if said != "international" else "international"
    for level, words in _WORDS:
        if said and words.search(said.replace("sub-national", "subnational")):
            return level
    return _by_place(has_region, has_city)


def _by_place(has_region: bool, has_city: bool) -> Level:
    if has_city:
        return "local"
    return "regional" if has_region else "national"
