"""Numbers per 100,000 people on map and in comparisons: to which questions they fit, for whom people are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from intercity.kinds.rollcall.filters import PER_HEAD, PER_HEAD_TYPES, is_countable
from intercity.kinds.rollcall.sheet import Row
from intercity.kinds.rollcall.values.types import Amount, Asked, Value
from intercity.kinds.rollcall.wording import per_head_unit


@dataclass(frozen=True)
class Heads:
    """How many gave a number (`given`), and who of them is left out, for nobody knows how many people live there."""

    given: int = 0
    unknown: frozenset[int] = field(default=frozenset())

    @property
    def known(self) -> int:
        """How many of the numbers can be told per head."""
        return self.given - len(self.unknown)


def wants_per_head(asked: Asked, wish: str) -> bool:
    """Whether an address (`per`) asks for it, and the question has such numbers."""
    return wish == PER_HEAD and asked.type in PER_HEAD_TYPES


def heads_of(asked: Asked, rows: Iterable[Row]) -> Heads:
    """For how many of those that gave a number the people are known. `rows` as they were given; who gave one at two
    moments counts once.
    """
    given = {row.city.pk: row.city.population for row in rows if is_countable_in(asked, row)}
    return Heads(len(given), frozenset(pk for pk, people in given.items() if not people))


def is_countable_in(asked: Asked, row: Row) -> bool:
    """Whether a row gives a number of things or of money to this question."""
    value = row.values.get(asked.name)
    return not row.no_capacity and value is not None and is_countable(value)


def named_per_head(value: Value) -> Value:
    """A number that is per head already, with a unit that says so."""
    if not (isinstance(value, Amount) and is_countable(value)):
        return value
    return replace(value, unit=per_head_unit(value.unit))
