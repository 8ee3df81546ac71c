"""Values as people read them. What is shown is read back the same by `reading.read_value` in the same language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from intercity.core.days import day_words
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Day, Several, Value, Words


def show_value(asked: Asked, value: Value) -> str:
    """The text of a value with its unit or currency, in the active language."""
    match value:
        case Choice(option):
            return asked.option_label(option)
        case Several(options):
            labels = [asked.option_label(option) for option in options]
            return ("; " if any("," in label for label in labels) else ", ").join(labels)
        case Amount():
            return show_amount(value)
        case Day(day):
            return day_words(day)
        case Words(text):
            # What a city took out of a closed one leaves that something was answered.
            return text or _("(taken out since)")


def show_amount(amount: Amount) -> str:
    """The number, its unit, and whether it is approximate."""
    shown = " ".join(part for part in (show_number(amount.value), unit_of(amount.value, amount.unit)) if part)
    return _("about %(amount)s") % {"amount": shown} if amount.about else shown


def unit_of(value: Decimal, unit: str) -> str:
    """The unit as it stands behind a number: "1 room" where rooms are counted. Units that we do not know stay."""
    return one_of().get(unit, unit) if value == 1 else unit


@cache
def one_of() -> Mapping[str, str]:
    """What one of a thing is called, by what several are called, in each language of the pages."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= dict(zip(counted(2), counted(1), strict=True))
    return found


def counted(n: int) -> list[str]:
    """What cities are often asked to count, as it stands behind `n`."""
    return [
        ngettext("bed", "beds", n), ngettext("room", "rooms", n), ngettext("mask", "masks", n),
        ngettext("day", "days", n), ngettext("hour", "hours", n), ngettext("week", "weeks", n),
        ngettext("month", "months", n), ngettext("person", "people", n), ngettext("place", "places", n),
        ngettext("school", "schools", n), ngettext("shelter", "shelters", n), ngettext("vehicle", "vehicles", n),
        ngettext("test", "tests", n), ngettext("meal", "meals", n), ngettext("tent", "tents", n),
        ngettext("centre", "centres", n), ngettext("volunteer", "volunteers", n), ngettext("family", "families", n),
        ngettext("child", "children", n), ngettext("generator", "generators", n),
    ]  # fmt: skip


def show_number(value: Decimal) -> str:
    """A number with all its decimals; never with three of them, which could be read as thousands."""
    exponent = -int(value.normalize().as_tuple().exponent)
    shown = str(format_decimal(value.normalize(), locale=get_language() or "en", decimal_quantization=False))
    return shown + "0" if exponent == 3 else shown
