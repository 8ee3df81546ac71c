"""Answers to one field as marks on a map: which mark each row gets, and how many rows have each.

Choices get a mark for each option; numbers and days get four marks, each for a quarter of those that answered.
A mark is a shape with a pattern, never a colour alone. Pure: made of rows that somebody may see already.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from intercity.kinds.rollcall.figures import AMOUNTS, chosen
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.per_head import Heads
from intercity.kinds.rollcall.sheet import City, Row
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Day, Several, Value
from intercity.kinds.rollcall.wording import amount_text, day_text, number_text, per_head_unit

# Shapes that can be told apart at a glance; what goes beyond shares the last one.
MOST_MARKS: Final = 8
OTHER, SEVERAL, EMPTY, UNABLE, MISSING = "other", "several", "empty", "unable", "missing"
# Per 100,000 people, where nobody knows how many live there.
UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class Step:
    """One mark: `key` in the data, what the legend says, and the shape that draws it (`rollcall/_marks.html`)."""

    key: str
    label: str
    shape: str


@dataclass(frozen=True)
class Scale:
    """The marks of what was answered, and which of them a value gets."""

    steps: Sequence[Step]
    key_of: Callable[[Value], str]


@dataclass(frozen=True)
class Drawn:
    """The answers to one field as marks. `counts` has every step; `keys` is by the key of the organisation."""

    field: Asked
    unit: str
    """The unit or currency whose amounts are told apart; "" for other fields."""
    units: Sequence[str]
    """All units that were answered in, the most frequent first."""
    steps: Sequence[Step]
    counts: Mapping[str, int]
    keys: Mapping[int, str]
    heads: Heads | None = None
    """For how many the people are known, where numbers are per 100,000 of them."""

    @property
    def legend(self) -> list[tuple[Step, int]]:
        """The marks with how many have them."""
        return [(step, self.counts[step.key]) for step in self.steps]

    def step_of(self, city: City) -> Step:
        """The mark of an organisation of which nothing is known but that it was asked, or what it answered."""
        key = self.keys.get(city.pk, MISSING)
        return next(step for step in self.steps if step.key == key)


def draw(field: Asked, rows: Sequence[Row], missing: int, unit: str = "", heads: Heads | None = None) -> Drawn:
    """What `rows` say to `field`; `missing` is how many have not answered at all. An unknown `unit` is not heard.
    `heads` where the numbers of the rows are per 100,000 people.
    """
    values = [value for row in rows if (value := value_of(row, field)) is not None]
    units = units_of(values)
    unit = unit if unit in units else next(iter(units), "")
    scale = scale_of(field, values, unit, unit if heads is None else per_head_unit(unit))
    keys = {row.city.pk: key_of(row, field, scale) for row in rows}
    keys |= dict.fromkeys(heads.unknown & keys.keys() if heads is not None else (), UNKNOWN)
    counts = Counter(keys.values())
    if missing:
        counts[MISSING] = missing
    own = {step.key for step in scale.steps}
    steps = [*scale.steps, *(step for step in extra_steps() if counts[step.key] and step.key not in own)]
    return Drawn(field, unit, units, steps, {step.key: counts[step.key] for step in steps}, keys, heads)


def value_of(row: Row, field: Asked) -> Value | None:
    """What a row says to a field; None for no capacity, and for nothing."""
    return None if row.no_capacity else row.values.get(field.name)


def key_of(row: Row, field: Asked, scale: Scale) -> str:
    """The mark of one row."""
    if row.no_capacity:
        return UNABLE
    value = row.values.get(field.name)
    return EMPTY if value is None else scale.key_of(value)


def extra_steps() -> list[Step]:
    """The marks beside those of what was answered."""
    return [
        Step(OTHER, _("another answer"), OTHER),
        Step(EMPTY, _("answered, but not this question"), EMPTY),
        Step(UNKNOWN, _("number of people not known"), UNKNOWN),
        Step(UNABLE, _("no capacity to answer"), UNABLE),
        Step(MISSING, _("not answered yet"), MISSING),
    ]


def units_of(values: Iterable[Value]) -> list[str]:
    """The units of the amounts among `values`, the most frequent first."""
    found = Counter(value.unit for value in values if isinstance(value, Amount))
    return sorted(found, key=lambda unit: (-found[unit], unit))


def scale_of(field: Asked, values: Sequence[Value], unit: str, said: str) -> Scale:
    """How answers to `field` are marked, given what was answered; `said` is what amounts in `unit` count."""
    if field.type in AMOUNTS:
        return of_amounts([value for value in values if isinstance(value, Amount)], unit, said)
    if field.type is FieldType.DATE:
        return of_days([value for value in values if isinstance(value, Day)])
    if field.type is FieldType.TEXT:
        return Scale([Step("answered", _("answered"), "m1")], lambda value: "answered")
    return of_options(field, values)


def of_amounts(values: Sequence[Amount], unit: str, said: str) -> Scale:
    """Amounts in `unit` by quarters; the others are told apart from them, never counted among them."""
    ranges = quarters([value.value for value in values if value.unit == unit])
    steps = range_steps(ranges, lambda low, high: amount_range(low, high, said))
    if any(value.unit != unit for value in values):
        steps.append(Step(OTHER, _("in another unit"), OTHER))

    def key(value: Value) -> str:
        return place(value.value, ranges) if isinstance(value, Amount) and value.unit == unit else OTHER

    return Scale(steps, key)


def of_days(values: Sequence[Day]) -> Scale:
    """Days by quarters."""
    ranges = quarters([value.day for value in values])
    return Scale(
        range_steps(ranges, day_range), lambda value: place(value.day, ranges) if isinstance(value, Day) else OTHER
    )


def of_options(field: Asked, values: Sequence[Value]) -> Scale:
    """A mark for each option; where there are very many, the most frequent have one of their own."""
    several = field.type is FieldType.SEVERAL
    wanted = marked_options(field, values, MOST_MARKS - several)
    steps = [
        Step(f"o-{option}", only(field.option_label(option)) if several else field.option_label(option), f"m{n}")
        for n, option in enumerate(wanted, 1)
    ]
    if several:
        steps.append(Step(SEVERAL, _("several of them"), SEVERAL))
    known = {step.key for step in steps}

    def key(value: Value) -> str:
        if isinstance(value, Several):
            name = f"o-{value.options[0]}" if len(value.options) == 1 else SEVERAL if value.options else EMPTY
        else:
            name = f"o-{value.option}" if isinstance(value, Choice) else OTHER
        return name if name in known or name == EMPTY else OTHER

    return Scale(steps, key)


def only(label: str) -> str:
    """The legend of a city that chose one of what it could choose several of."""
    return _("only %(option)s") % {"option": label}


def marked_options(field: Asked, values: Iterable[Value], room: int) -> list[str]:
    """The options with a mark of their own, in the order of the field."""
    options = [option.id for option in field.options]
    if len(options) <= room:
        return options
    found: Counter[str] = Counter()
    for value in values:
        found.update(chosen(value))
    often = set(sorted(options, key=lambda option: -found[option])[: room - 1])
    return [option for option in options if option in often]


T = TypeVar("T", Decimal, date)


def quarters(values: Sequence[T]) -> list[tuple[T, T]]:
    """The least and the largest of each quarter; fewer than four where values repeat: equal values stay together."""
    ordered = sorted(values)
    limits = sorted({ordered[-(-len(ordered) * n // 4) - 1] for n in range(1, 5)}) if ordered else []
    ranges, begin = [], 0
    for limit in limits:
        end = bisect_right(ordered, limit)
        ranges.append((ordered[begin], limit))
        begin = end
    return ranges


def place(value: T, ranges: Sequence[tuple[T, T]]) -> str:
    """The key of the quarter in which a value is."""
    return next((f"q{n}" for n, (_low, high) in enumerate(ranges, 1) if value <= high), OTHER)


def range_steps(ranges: Sequence[tuple[T, T]], say: Callable[[T, T], str]) -> list[Step]:
    """The marks of quarters, the least first; the fullest is always the largest."""
    first = 4 - len(ranges)
    return [Step(f"q{n}", say(*one), f"q{first + n}") for n, one in enumerate(ranges, 1)]


def amount_range(low: Decimal, high: Decimal, unit: str) -> str:
    """From one number to another, with the unit."""
    if low == high:
        return amount_text(low, unit)
    return _("%(low)s to %(high)s") % {"low": number_text(low), "high": amount_text(high, unit)}


def day_range(low: date, high: date) -> str:
    """From one day to another."""
    if low == high:
        return day_text(low)
    return _("%(low)s to %(high)s") % {"low": day_text(low), "high": day_text(high)}
