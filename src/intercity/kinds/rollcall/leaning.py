"""Whether larger cities choose something more often than smaller ones.

The rule: cities whose population is known are parted at the step of size (`posts.filters.scales`) that makes the two
parts most equal. It is said only where each part has at least ten cities, the shares are at least 15 points apart,
and a two-proportion test calls that no chance (|z| of 1.96, five in a hundred). Else it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from intercity.kinds.rollcall.figures import Tally
from intercity.posts.filters.scales import SIZE_LIMITS, SIZE_NAMES

FEWEST: Final = 10
LEAST_POINTS: Final = 15
SURE: Final = 1.96


@dataclass(frozen=True)
class Leaning:
    """How many of the cities with `people` or more, and of those with fewer, chose something."""

    people: int
    large: int
    all_large: int
    small: int
    all_small: int

    @property
    def larger_more(self) -> bool:
        """Whether it is the larger ones."""
        return self.large * self.all_small > self.small * self.all_large

    @property
    def is_real(self) -> bool:
        """Whether the difference is one, by the rule above."""
        if min(self.all_large, self.all_small) < FEWEST:
            return False
        points = 100 * (self.large / self.all_large - self.small / self.all_small)
        return abs(points) >= LEAST_POINTS and abs(self.z) >= SURE

    @property
    def z(self) -> float:
        """The two-proportion test with a pooled share; 0 where all or none chose it."""
        together = self.all_large + self.all_small
        share = (self.large + self.small) / together
        spread = sqrt(share * (1 - share) * (1 / self.all_large + 1 / self.all_small))
        return (self.large / self.all_large - self.small / self.all_small) / spread if spread else 0.0


def leaning_of(tally: Tally, option: str) -> Leaning | None:
    """How the sizes of cities lean in an option; None where it may be chance."""
    parted = min((part(tally, option, number) for number in range(1, len(SIZE_NAMES))), key=inequality)
    return parted if parted.is_real else None


def part(tally: Tally, option: str, number: int) -> Leaning:
    """The cities below and above the end of the step with that number."""
    small, large = SIZE_NAMES[:number], SIZE_NAMES[number:]
    return Leaning(
        SIZE_LIMITS[number - 1],
        sum(tally.by_size[size, option] for size in large), sum(tally.sizes[size] for size in large),
        sum(tally.by_size[size, option] for size in small), sum(tally.sizes[size] for size in small),
    )  # fmt: skip


def inequality(parted: Leaning) -> int:
    """How unequal the parts are."""
    return abs(parted.all_large - parted.all_small)
