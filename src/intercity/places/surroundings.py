"""What surrounds a city: how far the sea is, and how densely people live there. Estimates, prepared and shipped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import pi
from typing import Final

from intercity.places.files import prepared_rows

FARTHEST_SEA: Final = 60
"""Kilometres beyond which nobody looks for the sea."""
COAST: Final = 15
"""A city this near to the drawn outline counts as one on the coast: the outline itself is some kilometres off."""
RADIUS: Final = 25
"""Kilometres around a city in which people are counted."""


@dataclass(frozen=True)
class Surroundings:
    """`sea` is kilometres to the coast, None beyond `FARTHEST_SEA`; `people` live in listed cities within `RADIUS`."""

    sea: int | None
    people: int

    @property
    def on_coast(self) -> bool:
        """Whether it lies by the sea, as near as the outlines tell."""
        return self.sea is not None and self.sea <= COAST

    @property
    def density(self) -> float:
        """People of listed cities for each square kilometre around."""
        return self.people / (pi * RADIUS**2)


def surroundings_of(geonames_id: int) -> Surroundings | None:
    """What is known of the surroundings of a city; None for one that the prepared data does not have."""
    found = _prepared().get(geonames_id)
    return None if found is None else Surroundings(None if found[0] < 0 else found[0], found[1])


@cache
def _prepared() -> dict[int, tuple[int, int]]:
    """The whole file (some 30,000 rows, 5 MB): GeoNames id → kilometres to the sea (-1: far) and people around."""
    rows = prepared_rows("surroundings.tsv.gz")
    return {int(key): (int(sea) if sea else -1, int(people)) for key, sea, people in rows}
