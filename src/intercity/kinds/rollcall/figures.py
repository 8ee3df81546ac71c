"""What answers come to: counts by option, numbers by unit, days, texts. Made of rows, and of nothing else.

Counting ten thousand rows takes longer than an answer may, so figures can also be moved on: the rows that went are
taken away and those that came are added. Both ways give the same.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Final, TypeVar

from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.sheet import Row
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Day, Several, Value

K = TypeVar("K")

CHOICES: Final = (FieldType.STANDING, FieldType.ONE, FieldType.SEVERAL)
AMOUNTS: Final = (FieldType.NUMBER, FieldType.MONEY, FieldType.PERCENT)
# Shares and numbers per head cannot be added up.
SUMMED: Final = (FieldType.NUMBER, FieldType.MONEY)
# Sums of thousands of long numbers stay exact.
DIGITS: Final = 60
FEW: Final = 200


@dataclass(frozen=True)
class Spread:
    """The numbers that were given in one unit or currency. `total` is None where a sum says nothing.

    Quartiles are those of a spreadsheet's QUARTILE: between two numbers it is as far as the quarter is.
    """

    unit: str
    values: Sequence[Decimal]
    """All of them, the smallest first; never empty."""
    about: int
    """How many of them the cities themselves called approximate."""
    total: Decimal | None

    @property
    def count(self) -> int:
        """How many numbers."""
        return len(self.values)

    @property
    def least(self) -> Decimal:
        """The smallest."""
        return self.values[0]

    @property
    def most(self) -> Decimal:
        """The largest."""
        return self.values[-1]

    def at(self, part: Decimal) -> Decimal:
        """The number below which this part of them lies: 0.5 for the median."""
        place = part * (self.count - 1)
        below = int(place)
        low, high = self.values[below], self.values[min(below + 1, self.count - 1)]
        return low + (high - low) * (place - below)

    @property
    def median(self) -> Decimal:
        """Half of them lie below, half above."""
        return self.at(Decimal("0.5"))

    @property
    def quartiles(self) -> tuple[Decimal, Decimal]:
        """Between these two lies the middle half."""
        return self.at(Decimal("0.25")), self.at(Decimal("0.75"))


@dataclass
class Tally:
    """What was answered to one field. Nobody changes one that stands in figures."""

    asked: Asked
    per_head: bool = False
    """Whether its numbers are per 100,000 people."""
    answered: int = 0
    options: Counter[str] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)
    """How many cities of each size answered it; by "" those of which no population is known."""
    by_size: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many cities of a size chose an option, by (size, option)."""
    amounts: dict[str, list[Decimal]] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)
    about: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)

    def copy(self) -> Tally:
        """Another one, to be changed."""
        return replace(
            self, options=self.options.copy(), sizes=self.sizes.copy(), by_size=self.by_size.copy(),
            amounts={unit: list(values) for unit, values in self.amounts.items()}, totals=self.totals.copy(),
            about=self.about.copy(), days=self.days.copy(),
        )  # fmt: skip

    def take(self, rows: Iterable[Row], sign: int) -> None:
        """Add rows (`sign` 1) or take them away (-1)."""
        name = self.asked.name
        found = [(row, value) for row in rows if (value := row.values.get(name)) is not None]
        self.answered += sign * len(found)
        if self.asked.type in CHOICES:
            self.take_options(((row.city.size, chosen(value)) for row, value in found), sign)
        elif self.asked.type in AMOUNTS:
            self.take_amounts([value for _row, value in found if isinstance(value, Amount)], sign)
        elif self.asked.type is FieldType.DATE:
            bump(self.days, (value.day for _row, value in found if isinstance(value, Day)), sign)

    def take_options(self, found: Iterable[tuple[str, Sequence[str]]], sign: int) -> None:
        """Count what was chosen, each by a city of a size. What many chose alike is counted once."""
        for (size, options), count in Counter(found).items():
            add(self.sizes, size, sign * count)
            for option in options:
                add(self.options, option, sign * count)
                add(self.by_size, (size, option), sign * count)

    def take_amounts(self, amounts: Sequence[Amount], sign: int) -> None:
        """Put numbers among those of their units, or take them out."""
        for unit in {one.unit for one in amounts}:
            some = [one.value for one in amounts if one.unit == unit]
            values = self.amounts.setdefault(unit, [])
            put(values, some) if sign > 0 else take_out(values, some)
            with localcontext(prec=DIGITS):
                self.totals[unit] = self.totals.get(unit, Decimal(0)) + sign * sum(some, Decimal(0))
            if not values:
                del self.amounts[unit], self.totals[unit]
        bump(self.about, (one.unit for one in amounts if one.about), sign)

    @cached_property
    def spreads(self) -> tuple[Spread, ...]:
        """One for each unit or currency, the one that most cities used first. They are never mixed."""
        units = sorted(self.amounts, key=lambda unit: (-len(self.amounts[unit]), unit))
        return tuple(self.spread(unit) for unit in units)

    def spread(self, unit: str) -> Spread:
        """The numbers of one unit."""
        is_summed = self.asked.type in SUMMED and not self.per_head
        total = self.totals[unit] if is_summed else None
        return Spread(unit, self.amounts[unit], self.about[unit], total)


@dataclass(frozen=True)
class Figures:
    """What a number of rows come to. `asked` is None where nobody may know of how many they are the answers."""

    tallies: Mapping[str, Tally]
    """By the name of the field, in the order of the fields."""
    asked: int | None = None
    only_cities: bool = True
    """Whether all that are asked are cities."""
    answered: int = 0
    no_capacity: int = 0
    late: int = 0
    entered: int = 0
    left_out: int = 0
    """Cities that gave a number but are not in it, for nobody knows how many people live there."""

    @property
    def missing(self) -> int | None:
        """How many of those that are asked have not answered."""
        return None if self.asked is None else self.asked - self.answered

    def moved(self, gone: Sequence[Row], come: Sequence[Row]) -> Figures:
        """These figures without the rows that are gone and with those that have come."""
        tallies = {name: tally.copy() for name, tally in self.tallies.items()}
        for tally in tallies.values():
            tally.take(gone, -1)
            tally.take(come, 1)
        return replace(
            self, tallies=tallies,
            answered=self.answered + len(come) - len(gone),
            no_capacity=self.no_capacity + sum(row.no_capacity for row in come) - sum(row.no_capacity for row in gone),
            late=self.late + sum(row.late for row in come) - sum(row.late for row in gone),
            entered=self.entered + sum(row.entered for row in come) - sum(row.entered for row in gone),
        )  # fmt: skip


def figures_of(
    fields: Iterable[Asked],
    rows: Iterable[Row],
    asked: int | None = None,
    *,
    only_cities: bool = True,
    per_head: bool = False,
    left_out: int = 0,
) -> Figures:
    """What `rows` come to in `fields`. `per_head` says that their numbers are per inhabitants, which have no sum."""
    empty = {one.name: Tally(one, per_head=per_head and one.type in SUMMED) for one in fields}
    return Figures(empty, asked, only_cities, left_out=left_out).moved((), list(rows))


def chosen(value: Value) -> tuple[str, ...]:
    """The options that a value names."""
    if isinstance(value, Choice):
        return (value.option,)
    return value.options if isinstance(value, Several) else ()


def add(counter: Counter[K], key: K, count: int) -> None:
    """Count up or down by so many; what is counted no more is forgotten, so that equal figures are equal."""
    counter[key] += count
    if not counter[key]:
        del counter[key]


def bump(counter: Counter[K], keys: Iterable[K], sign: int) -> None:
    """Count up or down; what is counted no more is forgotten, so that equal figures are equal."""
    if sign > 0:
        counter.update(keys)
        return
    counter.subtract(keys)
    for key in [key for key, count in counter.items() if not count]:
        del counter[key]


def put(values: list[Decimal], some: Sequence[Decimal]) -> None:
    """Numbers into a list that stands in order. Few find their places; many are sorted with the others."""
    if len(some) > FEW:
        values += some
        values.sort()
        return
    for value in some:
        insort(values, value)


def take_out(values: list[Decimal], some: Iterable[Decimal]) -> None:
    """Numbers out of a list that stands in order and has them."""
    for value in some:
        del values[bisect_left(values, value)]
