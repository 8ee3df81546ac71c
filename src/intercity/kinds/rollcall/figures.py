"""What answers come to: counts by option, numbers by unit, days, texts. Made of rows, and of nothing else.

Counting ten thousand rows takes longer than an answer may, so figures can also be moved on: the rows that went are
taken away and those that came are added. Both ways give the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Final, TypeVar

from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.sheet import Row
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Day, Several, Value, Words

K = TypeVar("K")

CHOICES: Final = (FieldType.STANDING, FieldType.ONE, FieldType.SEVERAL)
AMOUNTS: Final = (FieldType.NUMBER, FieldType.MONEY, FieldType.PERCENT)
# Shares and numbers per head cannot be added up.
SUMMED: Final = (FieldType.NUMBER, FieldType.MONEY)
# Sums of thousands of long numbers stay exact.
DIGITS: Final = 60


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
    summed: bool = True
    answered: int = 0
    options: Counter[str] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)
    """How many cities of each size answered it; by "" those of which no population is known."""
    by_size: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many cities of a size chose an option, by (size, option)."""
    amounts: dict[str, list[Decimal]] = field(default_factory=dict)
    about: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)

    def copy(self) -> Tally:
        """Another one, to be changed."""
        return replace(
            self, options=self.options.copy(), sizes=self.sizes.copy(), by_size=self.by_size.copy(),
            amounts={unit: list(values) for unit, values in self.amounts.items()}, about=self.about.copy(),
            days=self.days.copy(),
        )  # fmt: skip

    def take(self, row: Row, sign: int) -> None:
        """Add a row (`sign` 1) or take it away (-1)."""
        value = row.values.get(self.asked.name)
        if value is None:
            return
        self.answered += sign
        if self.asked.type in CHOICES:
            self.take_options(chosen(value), row.city.size, sign)
        elif isinstance(value, Amount):
            self.take_amount(value, sign)
        elif isinstance(value, Day):
            bump(self.days, value.day, sign)

    def take_options(self, options: Iterable[str], size: str, sign: int) -> None:
        """Count what was chosen, by a city of that size."""
        bump(self.sizes, size, sign)
        for option in options:
            bump(self.options, option, sign)
            bump(self.by_size, (size, option), sign)

    def take_amount(self, amount: Amount, sign: int) -> None:
        """Put a number among those of its unit, or take it out."""
        values = self.amounts.setdefault(amount.unit, [])
        if sign > 0:
            values.append(amount.value)
        else:
            del values[bisect_left(values, amount.value)]
            if not values:
                del self.amounts[amount.unit]
        if amount.about:
            bump(self.about, amount.unit, sign)

    def sort(self) -> None:
        """Put what was added in its place: all but a few stand in order, so this is one walk."""
        for values in self.amounts.values():
            values.sort()

    @cached_property
    def spreads(self) -> tuple[Spread, ...]:
        """One for each unit or currency, the one that most cities used first. They are never mixed."""
        units = sorted(self.amounts, key=lambda unit: (-len(self.amounts[unit]), unit))
        return tuple(self.spread(unit) for unit in units)

    def spread(self, unit: str) -> Spread:
        """The numbers of one unit."""
        with localcontext(prec=DIGITS):
            total = sum(self.amounts[unit], Decimal(0)) if self.summed else None
        return Spread(unit, self.amounts[unit], self.about[unit], total)


@dataclass(frozen=True)
class Figures:
    """What a number of rows come to. `asked` is None where nobody may know of how many they are the answers."""

    tallies: Mapping[str, Tally]
    """By the name of the field, in the order of the fields."""
    asked: int | None = None
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

    def moved(self, gone: Iterable[Row], come: Iterable[Row]) -> Figures:
        """These figures without the rows that are gone and with those that have come."""
        return self.taken([(row, -1) for row in gone] + [(row, 1) for row in come])

    def taken(self, moves: Sequence[tuple[Row, int]]) -> Figures:
        """These figures with rows taken away (-1) and, after those, rows added (1)."""
        tallies = {name: tally.copy() for name, tally in self.tallies.items()}
        for tally in tallies.values():
            for row, sign in moves:
                tally.take(row, sign)
            tally.sort()
        return replace(
            self, tallies=tallies,
            answered=self.answered + sum(sign for _, sign in moves),
            no_capacity=self.no_capacity + sum(sign for row, sign in moves if row.no_capacity),
            late=self.late + sum(sign for row, sign in moves if row.late),
            entered=self.entered + sum(sign for row, sign in moves if row.entered),
        )  # fmt: skip


def figures_of(
    fields: Iterable[Asked], rows: Iterable[Row], asked: int | None = None, *, per_head: bool = False, left_out: int = 0
) -> Figures:
    """What `rows` come to in `fields`. `per_head` says that their numbers are per inhabitants, which have no sum."""
    empty = {one.name: Tally(one, summed=one.type in SUMMED and not per_head) for one in fields}
    return Figures(empty, asked, left_out=left_out).taken([(row, 1) for row in rows])


def chosen(value: Value) -> tuple[str, ...]:
    """The options that a value names."""
    match value:
        case Choice(option):
            return (option,)
        case Several(options):
            return options
        case Amount() | Day() | Words():
            return ()


def bump(counter: Counter[K], key: K, sign: int) -> None:
    """Count up or down; what is counted no more is forgotten, so that equal figures are equal."""
    counter[key] += sign
    if not counter[key]:
        del counter[key]
