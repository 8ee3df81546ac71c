"""How alike two organisations are: arithmetic over public facts, written down in docs/matching.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Part:
    """Likeness in one fact, 0 to 1, and what is said of it where they are alike."""

    fact: str
    likeness: float
    reason: Reason


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
    """How alike `b` is to `a`: the mean of the likeness in each fact that both know, weighted.

    The same in both directions. Two of which nothing is known are not alike: 0.
    """
    parts = [part for part in all_parts(a, b) if weights.get(part.fact)]
    total = sum(weights[part.fact] for part in parts)
    if not total:
        return Similarity(0.0)
    score = sum(weights[part.fact] * part.likeness for part in parts) / total
    alike = [part for part in parts if part.likeness >= SAID_FROM]
    telling = [part for part in alike if part.reason.code not in RARELY_SAID] or alike
    telling.sort(key=lambda part: -weights[part.fact] * part.likeness)
    return Similarity(score, [part.reason for part in telling])


def all_parts(a: Facts, b: Facts) -> list[Part]:
    """The likeness in each fact that both sides know."""
    found = [level(a, b), country(a, b), size(a, b), distance(a, b), coast(a, b), density(a, b), language(a, b)]
    return [part for part in found if part is not None]


def level(a: Facts, b: Facts) -> Part:
    """The same level or another one."""
    code = "level_local" if b.level == Level.LOCAL else "level"
    return Part("level", float(a.level == b.level), Reason(code))


def country(a: Facts, b: Facts) -> Part | None:
    """The same country or another one."""
    if not a.country or not b.country:
        return None
    return Part("country", float(a.country == b.country), Reason("country", {"country": b.country}))


def size(a: Facts, b: Facts) -> Part | None:
    """By how many times one is larger: 1 for equal ones, 0.5 for twice as large, 0 from four times on."""
    if a.population is None or b.population is None:
        return None
    likeness = by_ratio(a.population, b.population)
    return Part("size", likeness, Reason("size" if likeness > 0.85 else "size_near"))


def density(a: Facts, b: Facts) -> Part | None:
    """People around, compared as sizes are."""
    if not a.surroundings or not b.surroundings or not a.surroundings.people or not b.surroundings.people:
        return None
    likeness = by_ratio(a.surroundings.density, b.surroundings.density)
    return Part("density", likeness, Reason("density"))


def by_ratio(a: float, b: float) -> float:
    """1 for equal numbers, falling by half with each doubling of their ratio: a straight line in their logarithms."""
    if a <= 0 or b <= 0:
        return 0.0
    return max(0.0, 1.0 - abs(log(a / b)) / log(4))


def distance(a: Facts, b: Facts) -> Part | None:
    """Kilometres as the crow flies: 1 in the same place, half at 400 km, a quarter at 800."""
    if a.point is None or b.point is None:
        return None
    km = kilometres(a.point, b.point)
    return Part("distance", exp(-km * log(2) / HALF_DISTANCE_KM), Reason("distance", {"n": round(km)}))


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great circle between two points (latitude, longitude in degrees): the haversine formula."""
    (lat_a, lon_a), (lat_b, lon_b) = (map(radians, point) for point in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def coast(a: Facts, b: Facts) -> Part | None:
    """Both by the sea, both not, or one of them."""
    if a.surroundings is None or b.surroundings is None:
        return None
    same = a.surroundings.on_coast == b.surroundings.on_coast
    return Part("coast", float(same), Reason("coast" if a.surroundings.on_coast else "inland"))


def language(a: Facts, b: Facts) -> Part | None:
    """A working language in common."""
    if not a.languages or not b.languages:
        return None
    common = sorted(a.languages & b.languages)
    return Part("language", float(bool(common)), Reason("language", {"language": common[0] if common else ""}))
