"""The values of answers, as plain data. No rows are read here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intercity.kinds.rollcall.models import Field, FieldType

# The four answers that every city can give to "do you do this?"; ids are stored, labels are shown.
STANDING: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("yes", _("Yes")),
    ("planned", _("Planned")),
    ("no", _("No")),
    ("not_ours", _("Not our task")),
)


@dataclass(frozen=True)
class Choice:
    """One option, by its id: of `STANDING` and `ONE`."""

    option: str


@dataclass(frozen=True)
class Several:
    """Options by their ids, each once, in the order of the field: of `SEVERAL`."""

    options: tuple[str, ...]


@dataclass(frozen=True)
class Amount:
    """A number: of `NUMBER`, `MONEY` and `PERCENT`.

    `unit` is the field's unit as it was when it was answered, an ISO 4217 code, or "%". `about` says that the city
    itself called it approximate.
    """

    value: Decimal
    unit: str = ""
    about: bool = False


@dataclass(frozen=True)
class Day:
    """A day: of `DATE`."""

    day: date


@dataclass(frozen=True)
class Words:
    """A short text: of `TEXT`."""

    text: str


Value = Choice | Several | Amount | Day | Words


@dataclass(frozen=True)
class Option:
    """Something that can be chosen."""

    id: str
    label: str | Promise


@dataclass(frozen=True)
class Asked:
    """One field of a roll call as plain data; `name` is its key in `values`."""

    name: str
    type: FieldType
    label: str
    options: tuple[Option, ...] = ()
    unit: str = ""
    archived: bool = False

    def option_label(self, ident: str) -> str:
        """What an option is called, in the active language for the standing four; its id for an unknown one."""
        return next((str(option.label) for option in self.options if option.id == ident), ident)


def asked_of(field: Field) -> Asked:
    """A row as plain data."""
    kind = FieldType(field.type)
    return Asked(
        field.name, kind, field.label, options_of(kind, field.options), field.unit, field.archived_at is not None
    )


def options_of(kind: FieldType, stored: Sequence[Mapping[str, str]]) -> tuple[Option, ...]:
    """What can be chosen in a field of that type."""
    if kind is FieldType.STANDING:
        return tuple(Option(ident, label) for ident, label in STANDING)
    return tuple(Option(one["id"], one["label"]) for one in stored)


def stored(value: Value) -> Any:
    """The JSON of a value, as it stands in `Given.values`."""
    match value:
        case Choice(option):
            return option
        case Several(options):
            return list(options)
        case Amount(number, unit, about):
            return {"value": str(number), "unit": unit, **({"about": True} if about else {})}
        case Day(day):
            return day.isoformat()
        case Words(text):
            return text


def restored(kind: FieldType, raw: Any) -> Value:
    """The value out of its JSON. What `stored` wrote comes back the same."""
    return restorer(kind)(raw)


def restorer(kind: FieldType) -> Callable[[Any], Value]:
    """What gives the values of a field of that type out of their JSON."""
    return RESTORERS[kind]


def restored_amount(raw: Any) -> Amount:
    """A number out of its JSON."""
    return amount_of(raw["value"], raw["unit"], raw.get("about", False))


# The same few options, days and numbers stand in thousands of answers.
amount_of = lru_cache(maxsize=16_384)(lambda value, unit, about: Amount(Decimal(value), unit, about))
restored_choice = lru_cache(maxsize=4096)(Choice)
restored_day = lru_cache(maxsize=4096)(lambda raw: Day(date.fromisoformat(raw)))

RESTORERS: Final[Mapping[FieldType, Callable[[Any], Value]]] = {
    FieldType.STANDING: restored_choice,
    FieldType.ONE: restored_choice,
    FieldType.SEVERAL: lambda raw: Several(tuple(raw)),
    FieldType.NUMBER: restored_amount,
    FieldType.MONEY: restored_amount,
    FieldType.PERCENT: restored_amount,
    FieldType.DATE: restored_day,
    FieldType.TEXT: Words,
}
