"""Steps of size and time by which lists are narrowed. The search index sorts posts into the same steps."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from functools import lru_cache
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.posts.filters.wish import Text

# Up to how many people, by value of the parameter `size`; cities above the last are LARGEST.
SIZES: Final = (("s", 50_000), ("m", 200_000), ("l", 500_000), ("xl", 1_000_000))
LARGEST: Final = "xxl"
SIZE_LIMITS: Final = [limit for _name, limit in SIZES]
SIZE_NAMES: Final = [*(name for name, _limit in SIZES), LARGEST]
SIZE_LABELS: Final[dict[str, Text]] = {
    "s": _("under 50,000 people"),
    "m": _("50,000 to 200,000"),
    "l": _("200,000 to 500,000"),
    "xl": _("500,000 to 1 million"),
    "xxl": _("over 1 million"),
}
# Values of the parameter `period`, the shortest first.
PERIODS: Final = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
PERIOD_LABELS: Final[dict[str, Text]] = {
    "day": _("Last 24 hours"),
    "week": _("Last 7 days"),
    "month": _("Last 30 days"),
    "year": _("Last 12 months"),
}
# At least so many others, by value of the parameter `adopted`.
ADOPTED: Final = {"1": 1, "5": 5, "10": 10}
ADOPTED_LABELS: Final[dict[str, Text]] = {"1": _("1 or more"), "5": _("5 or more"), "10": _("10 or more")}


@lru_cache(maxsize=16_384)
def size_of(population: int) -> str:
    """The step into which a city of so many people falls."""
    return SIZE_NAMES[bisect_right(SIZE_LIMITS, population)]


def by_size(value: str) -> Q:
    """Posts of cities of one step; others have no size and are in none."""
    return of_size(value, "organisation__place")


def of_size(value: str, place: str = "place") -> Q:
    """Organisations of one step, or what leads to one; `place` is the way to where it is."""
    names = [*(name for name, _ in SIZES), LARGEST]
    step, population = names.index(value), f"{place}__population"
    where = Q(**{f"{place}__isnull": False})
    if step:
        where &= Q(**{f"{population}__gte": SIZES[step - 1][1]})
    return where & Q(**{f"{population}__lt": SIZES[step][1]}) if step < len(SIZES) else where


def by_period(value: str) -> Q:
    """Posts published within the last day, week, …, counted back from now."""
    return Q(published_at__gte=timezone.now() - PERIODS[value])


def by_adopted(value: str) -> Q:
    """Posts that at least so many other organisations do too."""
    return Q(tally__adopted__gte=ADOPTED[value])


def adopted_steps(count: int) -> list[str]:
    """The values that find a post which so many others do too."""
    return [value for value, least in ADOPTED.items() if count >= least]
