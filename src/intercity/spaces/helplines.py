"""Helplines for women and for violence at home, by country: `data/helplines.json`, each with where it was read.

Countries for which nothing certain was found are left out. Read once, kept in memory.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from intercity.places.names import country_name
from intercity.spaces.loading import DATA


@dataclass(frozen=True)
class Helpline:
    """Whom to call in one country. What is not certain is left out: False says nothing, "" for `area` all of it."""

    country: str
    number: str
    name: str
    area: str
    language: str
    always: bool
    free: bool
    other_languages: bool
    sources: tuple[str, ...]

    @property
    def call(self) -> str:
        """The number as links have it."""
        return self.number.replace(" ", "")


@cache
def all_helplines() -> tuple[Helpline, ...]:
    """All of the file, in its order."""
    rows = json.loads((DATA / "helplines.json").read_text(encoding="utf-8"))["helplines"]
    return tuple(Helpline(**{**row, "sources": tuple(row["sources"])}) for row in rows)


def helplines_of(country: str) -> Sequence[Helpline]:
    """Those of one country ("FR"); none for a country that is not known."""
    return [line for line in all_helplines() if line.country == country]


def other_helplines(country: str, language: str) -> list[tuple[str, Sequence[Helpline]]]:
    """(name of the country, its helplines) of all but `country`, ordered by their names in `language`."""
    codes = {line.country for line in all_helplines()} - {country}
    named = [(country_name(code, language), helplines_of(code)) for code in codes]
    return sorted(named, key=lambda pair: pair[0].casefold())
