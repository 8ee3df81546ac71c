"""The pages of the map's table: cities first, then organisations without a place, the most posts first in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from intercity.pages.map.figures import Source, Sources
from intercity.posts.filters import Wish

# With more a page that also draws a map would be too large for a slow line.
A_PAGE = 100


@dataclass(frozen=True)
class Rows:
    """One page: its rows, the numbers of the first and last of them, how many there are in all."""

    cities: Sequence[Source]
    others: Sequence[Source]
    number: int
    first: int
    last: int
    of: int

    @property
    def before(self) -> int:
        """The number of the page before; 0 at the beginning."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The number of the page after; 0 at the end."""
        return self.number + 1 if self.last < self.of else 0


def rows_of(sources: Sources, asked: str) -> Rows:
    """The page whose number an address asks for; the last one where there are fewer, the first for anything else."""
    cities, others = sources.cities, sources.others
    of = len(cities) + len(others)
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
    number = min(max(number, 1), max(1, -(-of // A_PAGE)))
    begin, end = (number - 1) * A_PAGE, min(number * A_PAGE, of)
    past = len(cities)
    return Rows(cities[begin:end], others[max(0, begin - past) : max(0, end - past)], number, begin + 1, end, of)


def page_query(wish: Wish, number: int) -> str:
    """The end of the address of a page, under the same filters."""
    pairs = [(one.param, one.value) for one in wish.chosen] + ([("page", str(number))] if number > 1 else [])
    return f"?{urlencode(pairs)}"
