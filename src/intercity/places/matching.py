"""From the text in a place cell to a city or region, or to nothing: a place is never guessed.

Steps, in this order: the exact name; case and accents ignored; alternate names; "City of …" and the
like taken off. A step that finds two cities ends in "ambiguous", unless the region decides.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal, get_args

from intercity.core.text import fold
from intercity.places.index import CityIndex, RegionIndex, RegionStep, Step
from intercity.places.models import City, LoadedData, Region
from intercity.places.names import find_country
from intercity.places.spelling import is_designator, strip_designator

Status = Literal["matched", "ambiguous", "unknown"]
Method = Literal["exact", "folded", "alternate", "stripped"]
Level = Literal["city", "region"]

_LONGEST_TEXT = 80
_SEPARATORS = re.compile(r"[,;/|+&()\n\r\t•]")
_QUALIFIED = re.compile(r"([^,()]+)(?:,|\()([^,()]+)\)?")
_NOT_A_PLACE = frozenset(
    ("", "n a", "na", "nan", "no", "none", "null", "all", "any", "other", "unknown", "various", "city", "region")
)
_RANK: dict[Method | None, int] = {"exact": 0, "folded": 0, "alternate": 1, "stripped": 2}


@dataclass(frozen=True)
class Match:
    """What a text was found to be. `city` comes with its region; a region stands alone.

    `text` is the text as it was given, to be shown where nothing matched.
    """

    text: str
    status: Status = "unknown"
    city: City | None = None
    region: Region | None = None
    method: Method | None = None


@dataclass(frozen=True)
class _Wanted:
    """A question in the forms in which the steps need it."""

    text: str
    folded: str
    bare: str
    scope: Level | None
    country: str | None
    inside: frozenset[str]


@dataclass(frozen=True)
class _Found:
    """City ids that a step found."""

    ids: tuple[int, ...] = ()
    method: Method | None = None
    sure: bool = False


class PlaceMatcher:
    """Matches many texts: reads the tables once (about a second, 60 MB), then needs no query.

    Make one per import; for a single text use `match_place`.
    """

    def __init__(self) -> None:
        self._cities = CityIndex()
        self._regions = RegionIndex()

    def match(
        self, text: str, *, country: str | None, region: str | None = None, level_hint: Level | None = None
    ) -> Match:
        """Match a text; see `match_place`."""
        stripped = " ".join(text.split())
        if len(stripped) > _LONGEST_TEXT or fold(stripped) in _NOT_A_PLACE:
            return Match(text)
        inside = self._regions_of(region, country)
        parts = _QUALIFIED.fullmatch(stripped)
        if parts is not None and is_designator(fold(parts[2])):
            stripped = f"{parts[1]} {parts[2]}"  # "Bandung (city)"
        elif parts is not None:
            return self._match_qualified(text, parts[1].strip(), parts[2].strip(), country, inside)
        elif _SEPARATORS.search(stripped):
            return Match(text)
        wanted = self._wanted(stripped, country, inside)
        cities = self._find_cities(wanted)
        return self._decide(text, wanted, cities, level_hint)

    def match_region(self, text: str, country: str) -> Region | None:
        """Return the region of `country` that `text` names (ISO 3166-2 code or a name), or None."""
        code = self._regions.regions.get(text.strip().upper())
        if code is not None and code.country_id == country:
            return code
        return self._find_region(self._wanted(text, country))[0]

    def _regions_of(self, text: str | None, country: str | None) -> frozenset[str]:
        """Codes of the regions that a region cell can mean, and of those around them; empty if unknown."""
        if not text or not country:
            return frozenset()
        by_code = self._regions.regions.get(text.strip().upper())
        if by_code is not None and by_code.country_id == country:
            return frozenset(self._regions.around(by_code.code))
        return frozenset(self._regions.named(fold(text), country))

    def _wanted(self, text: str, country: str | None, inside: frozenset[str] = frozenset()) -> _Wanted:
        folded = fold(text)
        bare, scope = strip_designator(folded)
        return _Wanted(text.strip(), folded, bare, scope, country, inside)

    def _find_cities(self, wanted: _Wanted) -> _Found:
        names: dict[Step, str] = {"exact": wanted.text, "folded": wanted.folded, "alternate": wanted.folded}
        for step in get_args(Step):
            found = self._ask(step, names[step], wanted, step)
            if found.ids:
                return found
        if wanted.scope is None:
            return _Found()
        by_name = self._ask("folded", wanted.bare, wanted, "stripped")
        return by_name if by_name.ids else self._ask("alternate", wanted.bare, wanted, "stripped")

    def _ask(self, step: Step, name: str, wanted: _Wanted, method: Method) -> _Found:
        found = self._cities.find(step, name, wanted.country)
        if wanted.inside:
            found = [number for number in found if self._lies_in(number, wanted.inside)]
        sure = len(found) == 1 and (
            step == "alternate" or bool(wanted.inside) or not self._cities.has_namesake(found[0])
        )
        return _Found(tuple(found), method, sure)

    def _lies_in(self, number: int, regions: Set[str]) -> bool:
        here = self._cities.region(number)
        return here is None or bool(self._regions.around(here) & regions)

    def _find_region(self, wanted: _Wanted) -> tuple[Region | None, Method | None]:
        if wanted.country is None:
            return None, None
        for step in get_args(RegionStep):
            asked = wanted.bare if step == "stripped" else wanted.folded
            region = self._regions.find(step, asked, wanted.country)
            if region is not None:
                return region, "exact" if region.name == wanted.text else step
        by_name = self._regions.find("folded", wanted.bare, wanted.country)
        region = by_name or self._regions.find("alternate", wanted.bare, wanted.country)
        return region, "stripped" if region else None

    def _decide(self, text: str, wanted: _Wanted, cities: _Found, hint: Level | None) -> Match:
        region, method = self._find_region(wanted)
        if region is None or (hint == "city" and cities.ids):
            return self._city_match(text, cities)
        by_region = Match(text, "matched", region=region, method=method)
        if not cities.ids or hint == "region" or _speaks_of_region(wanted, cities, method):
            return by_region
        rank = _RANK[method] if region.parent_id is None else max(1, _RANK[method])
        if _RANK[cities.method] != rank:
            return by_region if rank < _RANK[cities.method] else self._city_match(text, cities)
        bearers = self._regions.named(wanted.bare if method == "stripped" else wanted.folded, region.country_id)
        if all(self._lies_in(number, bearers) for number in cities.ids):
            return self._city_match(text, cities)
        return Match(text, "ambiguous")

    def _city_match(self, text: str, cities: _Found) -> Match:
        if not cities.ids:
            return Match(text)
        if not cities.sure:
            return Match(text, "ambiguous")
        city = self._cities.city(cities.ids[0])
        return Match(text, "matched", city, self._regions.regions.get(city.region_id or ""), cities.method)

    def _match_qualified(self, text: str, head: str, tail: str, country: str | None, inside: frozenset[str]) -> Match:
        """Match "Nice, France" and "Belfast (Northern Ireland)"; any other list stays unmatched."""
        if self._cities.find("folded", fold(tail), country):
            return Match(text)  # "Milano, Monza" is a list, whatever else Monza is
        named = find_country(tail)
        if named is not None and country in (None, named):
            country = named
        elif (region := self._top_region(tail, country)) and (not inside or region.code in inside):
            inside = frozenset((region.code,))
        else:
            return Match(text)
        return self._city_match(text, self._find_cities(self._wanted(head, country, inside)))

    def _top_region(self, text: str, country: str | None) -> Region | None:
        region = self.match_region(text, country) if country else None
        return region if region is not None and region.parent_id is None else None


def _speaks_of_region(wanted: _Wanted, cities: _Found, method: Method | None) -> bool:
    """Whether the word that was taken off ("province of") says that a region is meant."""
    return wanted.scope == "region" and cities.method == "stripped" and method is not None


def match_place(text: str, *, country: str | None, region: str | None = None, level_hint: Level | None = None) -> Match:
    """Find the city or region that `text` names.

    `country` is an ISO alpha-2 code, or None when it is not known (then only a name that one city in
    the world has is matched, and no region). `region` is the text of a region cell; it decides between
    cities of one name and rules out cities elsewhere. `level_hint` says which goes first where the text
    names both: "city" (right for a cell that should hold a city), "region", or None, where the better
    name wins (own before alternate; "New York" is the state) and equal names mean the city if it lies
    in that region. Never fails: what is not found is "unknown", what
    fits more than one place is "ambiguous".
    """
    return shared_matcher().match(text, country=country, region=region, level_hint=level_hint)


def match_region(text: str, country: str) -> Region | None:
    """Return the region of `country` (ISO alpha-2) that `text` names (code or any name), or None."""
    return shared_matcher().match_region(text, country)


def shared_matcher() -> PlaceMatcher:
    """Return the process's matcher, made anew when the tables hold another edition (one small query)."""
    loaded = LoadedData.objects.values_list("version", "loaded").first()
    return _matcher_for(*loaded) if loaded else PlaceMatcher()


@lru_cache(maxsize=1)
def _matcher_for(version: str, loaded: datetime) -> PlaceMatcher:
    return PlaceMatcher()
