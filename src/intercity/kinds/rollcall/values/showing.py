"""Values as people read them. What is shown is read back the same by `reading.read_value` in the same language."""

from __future__ import annotations

from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
            return format_date(day, "d MMM yyyy", locale=get_language() or "en")
        case Words(text):
            return text


def show_amount(amount: Amount) -> str:
    """The number, its unit, and whether it is approximate."""
    shown = " ".join(part for part in (show_number(amount.value), amount.unit) if part)
    return _("about %(amount)s") % {"amount": shown} if amount.about else shown


def show_number(value: Decimal) -> str:
    """A number with all its decimals; never with three of them, which could be read as thousands."""
    exponent = -int(value.normalize().as_tuple().exponent)
    shown = str(format_decimal(value.normalize(), locale=get_language() or "en", decimal_quantization=False))
    return shown + "0" if exponent == 3 else shown
