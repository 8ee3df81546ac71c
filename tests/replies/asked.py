"""The roll calls that the written replies answer, and how their expected values are written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Day, Option, Several, Value, Words, options_of

# "Since Monday" is yesterday.
TODAY = date(2026, 11, 24)
NO_CAPACITY = "no capacity"


class Case(NamedTuple):
    """A reply in a language to one of `ROLLCALLS`; `expected` by field name, as `value` reads it."""

    language: str
    rollcall: str
    text: str
    expected: dict[str, object]


def field(at: int, kind: FieldType, label: str, unit: str = "", options: str = "") -> Asked:
    """The field at a place; options are named a, b, c, …"""
    named = tuple(Option("abcdefgh"[n], one) for n, one in enumerate(options.split("|"))) if options else ()
    return Asked(f"f{at}", kind, label, named or options_of(kind, []), unit)


T = FieldType
ROLLCALLS: dict[str, list[Asked]] = {
    "play": [field(1, T.STANDING, "Are playgrounds closed?")],
    "hotels": [
        field(1, T.STANDING, "Have you opened hotels as shelters?"),
        field(2, T.DATE, "Since when?"),
        field(3, T.NUMBER, "How many hotels?", "hotels"),
    ],
    "masks": [field(1, T.NUMBER, "How many masks are in stock?", "masks")],
    "money": [
        field(1, T.MONEY, "How much have you spent on heat protection?", "EUR"),
        field(2, T.STANDING, "Is there a heat plan?"),
    ],
    "where": [field(1, T.SEVERAL, "Where do people sleep?", options="Hotels|School gyms|Tents|Sports halls|Churches")],
    "pays": [field(1, T.ONE, "Who pays for it?", options="City|Region|European funds|Donations")],
    "share": [field(1, T.PERCENT, "Share of staff who work from home?")],
    "two": [field(1, T.STANDING, "Are schools closed?"), field(2, T.STANDING, "Are playgrounds closed?")],
    "text": [field(1, T.TEXT, "What is your biggest problem today?")],
    "beds": [
        field(1, T.NUMBER, "How many beds are free?", "beds"),
        field(2, T.NUMBER, "How many nurses?", "nurses"),
        field(3, T.STANDING, "Do you need help?"),
    ],
    "fr": [
        field(1, T.STANDING, "Avez-vous ouvert des salles fraîches ?"),
        field(2, T.NUMBER, "Combien de salles ?", "salles"),
    ],
    "de": [
        field(1, T.STANDING, "Gibt es Kühlräume?"),
        field(2, T.NUMBER, "Wie viele Räume?", "Räume"),
        field(3, T.DATE, "Seit wann?"),
    ],
    "it": [field(1, T.STANDING, "Le scuole sono chiuse?"), field(2, T.DATE, "Da quando?")],
    "es": [field(1, T.STANDING, "¿Hay refugios climáticos?"), field(2, T.NUMBER, "¿Cuántos refugios?", "refugios")],
    "bg": [field(1, T.STANDING, "Затворени ли са площадките?"), field(2, T.NUMBER, "Колко площадки?", "площадки")],
}


def value(asked: Asked, said: object) -> Value:
    """The value that a case expects."""
    match asked.type, said:
        case ((T.STANDING | T.ONE), str(option)):
            return Choice(option)
        case T.SEVERAL, str(options):
            return Several(tuple(options))
        case T.DATE, str(day):
            return Day(date.fromisoformat(day))
        case T.MONEY, str(amount):
            number, code = amount.lstrip("~").split()
            return Amount(Decimal(number), code, amount.startswith("~"))
        case _, str(about) if about.startswith("~"):
            return Amount(Decimal(about[1:]), unit_of(asked), about=True)
        case T.TEXT, str(text):
            return Words(text)
        case _, int(number):
            return Amount(Decimal(number), unit_of(asked))
    raise ValueError(f"{asked.name}: {said!r}")


def unit_of(asked: Asked) -> str:
    """What its numbers carry."""
    return "%" if asked.type is T.PERCENT else asked.unit
