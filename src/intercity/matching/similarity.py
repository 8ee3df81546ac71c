"""How alike two organisations are: arithmetic over public facts, written down in docs/matching.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, exp, log, radians, sin, sqrt
from typing import Final

from intercity.matching.reasons import Reason
from intercity.organisations.models import Level, Organisation
from intercity.places.surroundings import Surroundings, surroundings_of

# How much each fact weighs where both sides know it.
WEIGHTS: Final[Mapping[str, float]] = {
    "size": 3.0,
    "distance": 1.5,
    "country": 1.5,
    "coast": 1.0,
    "density": 1.0,
    "language": 1.0,
    "level": 2.0,
}
# One is said to be like the other in a fact from this likeness on.
SAID_FROM: Final = 0.7
# What does not tell the cities of one network apart is said only where there is nothing else to say.
RARELY_SAID: Final = ("level_local", "level", "inland")
ABOUT_AS_LARGE: Final = 0.85
HALF_DISTANCE_KM: Final = 400.0
EARTH_KM: Final = 6371.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of an organisation. Everything is public; None and "" stand for what is not known."""

    level: str
    country: str = ""
    languages: frozenset[str] = frozenset()
    population: int | None = None
    point: tuple[float, float] | None = None
    surroundings: Surroundings | None = None


@dataclass(frozen=True, slots=True)
class Similarity:
    """From 0 (nothing alike) to 1 (alike in everything that is known), and what they have in common."""

    score: float
    reasons: Sequence[Reason] = ()


def facts_of(organisation: Organisation) -> Facts:
    """The facts of an organisation that was loaded with its place."""
    place = organisation.place
    return Facts(
        organisation.level,
        organisation.country,
        frozenset(organisation.languages or ()),
        place.population or None if place else None,
        (place.latitude, place.longitude) if place else None,
        surroundings_of(place.geonames_id) if place else None,
    )


def compare(a: Facts, b: Facts, weights: Mapping[str, float] = WEIGHTS) -> Similarity:
    """How alike `b` is to `a`, with what they have in common, the weightiest first."""
    found = likenesses(a, b, weights)
    alike = sorted((fact for fact in found if found[fact] >= SAID_FROM), key=lambda fact: -weights[fact] * found[fact])
    reasons = [REASONS[fact](a, b, found[fact]) for fact in alike]
    telling = [reason for reason in reasons if reason.code not in RARELY_SAID]
    return Similarity(mean_of(found, weights), telling or reasons)


def likeness(a: Facts, b: Facts, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The mean of the likeness in each fact that both know, weighted; 0 for two of which nothing is known.

    The same in both directions.
    """
    return mean_of(likenesses(a, b, weights), weights)


def likenesses(a: Facts, b: Facts, weights: Mapping[str, float]) -> dict[str, float]:
    """The likeness in each fact that both know and that weighs anything."""
    found = ((fact, LIKENESS[fact](a, b)) for fact, weight in weights.items() if weight)
    return {fact: value for fact, value in found if value is not None}


def mean_of(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted mean."""
    total = sum(weights[fact] for fact in found)
    return sum(weights[fact] * value for fact, value in found.items()) / total if total else 0.0


def level(a: Facts, b: Facts) -> float:
    """The same level or another one."""
    return float(a.level == b.level)


def country(a: Facts, b: Facts) -> float | None:
    """The same country or another one."""
    return float(a.country == b.country) if a.country and b.country else None


def size(a: Facts, b: Facts) -> float | None:
    """By how many times one is larger: 1 for equal ones, 0.5 for twice as large, 0 from four times on."""
    return by_ratio(a.population, b.population) if a.population and b.population else None


def density(a: Facts, b: Facts) -> float | None:
    """People around, compared as sizes are."""
    if not a.surroundings or not b.surroundings or not a.surroundings.people or not b.surroundings.people:
        return None
    return by_ratio(a.surroundings.density, b.surroundings.density)


def by_ratio(a: float, b: float) -> float:
    """1 for equal numbers, falling by half with each doubling of their ratio: a straight line in their logarithms."""
    return max(0.0, 1.0 - abs(log(a / b)) / log(4))


def distance(a: Facts, b: Facts) -> float | None:
    """As the crow flies: 1 in the same place, half at 400 km, a quarter at 800."""
    if a.point is None or b.point is None:
        return None
    return exp(-kilometres(a.point, b.point) * log(2) / HALF_DISTANCE_KM)


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great circle between two points (latitude, longitude in degrees): the haversine formula."""
    lat_a, lon_a, lat_b, lon_b = radians(a[0]), radians(a[1]), radians(b[0]), radians(b[1])
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def coast(a: Facts, b: Facts) -> float | None:
    """Both by the sea, both not, or one of them."""
    if a.surroundings is None or b.surroundings is None:
        return None
    return float(a.surroundings.on_coast == b.surroundings.on_coast)


def language(a: Facts, b: Facts) -> float | None:
    """A working language in common."""
    return float(not a.languages.isdisjoint(b.languages)) if a.languages and b.languages else None


LIKENESS: Final[Mapping[str, Callable[[Facts, Facts], float | None]]] = {
    "size": size,
    "distance": distance,
    "country": country,
    "coast": coast,
    "density": density,
    "language": language,
    "level": level,
}


def how_far(a: Facts, b: Facts) -> Reason:
    """The distance in kilometres."""
    assert a.point is not None
    assert b.point is not None
    return Reason("distance", {"n": round(kilometres(a.point, b.point))})


def where(a: Facts) -> Reason:
    """By the sea, or far from it."""
    return Reason("coast" if a.surroundings is not None and a.surroundings.on_coast else "inland")


REASONS: Final[Mapping[str, Callable[[Facts, Facts, float], Reason]]] = {
    "size": lambda a, b, alike: Reason("size" if alike > ABOUT_AS_LARGE else "size_near"),
    "distance": lambda a, b, alike: how_far(a, b),
    "country": lambda a, b, alike: Reason("country", {"country": b.country}),
    "coast": lambda a, b, alike: where(a),
    "density": lambda a, b, alike: Reason("density"),
    "language": lambda a, b, alike: Reason("language", {"language": min(a.languages & b.languages)}),
    "level": lambda a, b, alike: Reason("level_local" if b.level == Level.LOCAL else "level"),
}
