"""Numbers with a unit, amounts of money and percentages, out of what people write."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.core.text import fold
from intercity.kinds.rollcall.values.currencies import chosen, take_currency
from intercity.kinds.rollcall.values.lists import phrases
from intercity.kinds.rollcall.values.numerals import plain
from intercity.kinds.rollcall.values.outcome import Reading, doubted, wrong
from intercity.kinds.rollcall.values.quantities import Quantity, TwoNumbersError, read_quantity
from intercity.kinds.rollcall.values.showing import show_number
from intercity.kinds.rollcall.values.types import Amount, Asked
from intercity.kinds.rollcall.values.units import FILLERS, Fit, factor_between, fit, measure_of

# No count of things exceeds the people of the world, no sum of a city's money this.
MOST_THINGS: Final = Decimal(8_500_000_000)
MOST_MONEY: Final = Decimal(10) ** 12
MOST_DECIMALS: Final = 6
PER_CENT: Final = re.compile(
    r"%|\bper\s?cent\b|\bpct\b|\bpercent(?:age)?s?\b|\bprozent\b|\bpour[\s-]?cents?\b|\bpercento\b|\bper\s?cento\b"
    r"|\bpor\s?ciento\b|\bпроцент(?:а|и)?\b|\bна\s?сто\b",
    re.IGNORECASE,
)
PARTS: Final = {
    fold(word): share
    for share, words in {
        50: phrases(
            """
            half, the half, one half, la moitié, moitié, die hälfte, hälfte, la metà, metà, la mitad, mitad,
            половината, половина
            """
        ),
        25: phrases(
            """
            a quarter, one quarter, un quart, ein viertel, un quarto, un cuarto, четвърт, една четвърт
            """
        ),
        75: phrases(
            """
            three quarters, trois quarts, drei viertel, dreiviertel, tre quarti, tres cuartos, три четвърти
            """
        ),
        100: ("all", "all of them", "tous", "toutes", "alle", "tutti", "tutte", "todos", "todas", "всички"),
        0: ("none", "none of them", "aucun", "aucune", "keine", "nessuno", "nessuna", "ninguno", "ninguna"),
    }.items()
    for word in words
}  # fmt: skip
OUT_OF: Final = re.compile(r"(\d{1,6})\s*(?:/|of|out of|von|sur|su|de|от)\s*(?:the\s+)?(\d{1,6})", re.IGNORECASE)


def read_number(asked: Asked, text: str, language: str) -> Reading:
    """A number with the field's unit."""
    if take_currency(text)[1] and PER_CENT.search(text) is None and not unit_is_money(asked):
        return wrong(_("Write a number of %(unit)s here, not an amount of money."), unit=unit_of(asked))
    found = quantity_in(text, language)
    if isinstance(found, Reading):
        return found
    if found.before:
        return unclear(asked, found, text)
    kind = fit(found.rest, asked.unit, asked.label)
    if kind is Fit.OTHER:
        return other_unit(asked, found)
    amount = amount_of(found, asked.unit)
    if kind is Fit.UNKNOWN:
        said = _("You wrote “%(text)s”. Do you mean %(shown)s %(unit)s?")
        return doubted(amount, said, text=text, shown=figure(amount.value), unit=asked.unit)
    return checked(amount, found, text, counted=measure_of(asked.unit) is None)


def unit_is_money(asked: Asked) -> bool:
    """Whether the unit of a number is itself named like money."""
    return bool(asked.unit) and bool(take_currency(asked.unit)[1])


def unit_of(asked: Asked) -> str:
    """The unit in a sentence."""
    return asked.unit or asked.label


def quantity_in(text: str, language: str) -> Quantity | Reading:
    """The quantity, or what is wrong."""
    try:
        found = read_quantity(text, language)
    except TwoNumbersError:
        return wrong(
            _("There is more than one number in “%(text)s”. Write one, and the rest into the comment."), text=text
        )
    if found is None:
        return wrong(_("“%(text)s” is no number that we can read. Write it in digits."), text=text)
    if any(-one.normalize().as_tuple().exponent > MOST_DECIMALS for one in found.numbers):  # type: ignore[operator]
        return wrong(_("“%(text)s” has too many decimals."), text=text)
    return found


def amount_of(found: Quantity, unit: str) -> Amount:
    """The likelier number of what was read."""
    return Amount(found.numbers[0], unit, found.about or found.upto is not None)


def unclear(asked: Asked, found: Quantity, text: str) -> Reading:
    """Words before a number that we do not know."""
    amount = amount_of(found, asked.unit)
    said = _("You wrote “%(text)s”. Do you mean %(shown)s %(unit)s?")
    return doubted(amount, said, text=text, shown=figure(amount.value), unit=asked.unit)


def other_unit(asked: Asked, found: Quantity) -> Reading:
    """Another measure of the same thing is worked out and asked back; anything else is an error."""
    factor = factor_between(found.rest, asked.unit)
    if factor is None or not found.is_clear:
        said = _("This asks for %(unit)s, and you wrote “%(written)s”. Write the number of %(unit)s.")
        return wrong(said, unit=unit_of(asked), written=found.rest)
    value = found.numbers[0] * factor
    if -value.normalize().as_tuple().exponent > MOST_DECIMALS:  # type: ignore[operator]
        return wrong(_("Write the number in %(unit)s, please."), unit=asked.unit)
    said = _("You wrote %(written)s; that is %(shown)s %(unit)s. Is that right?")
    written = f"{figure(found.numbers[0])} {found.rest}"
    return doubted(
        Amount(plainly(value), asked.unit, found.about), said, written=written, shown=figure(value), unit=asked.unit
    )


def plainly(value: Decimal) -> Decimal:
    """Without an exponent and zeros at the end."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral() else short


def checked(amount: Amount, found: Quantity, text: str, *, counted: bool, most: Decimal = MOST_THINGS) -> Reading:
    """The amount, with a doubt where it could be meant otherwise or is hard to believe."""
    value = Amount(plainly(amount.value), amount.unit, amount.about)
    if len(found.numbers) > 1:
        said = _("“%(text)s” can be %(one)s or %(other)s. Which one?")
        return doubted(value, said, text=text, one=figure(found.numbers[0]), other=show_number(found.numbers[1]))
    if found.upto is not None:
        said = _("“%(text)s” are two numbers. Which one counts? We would take about %(one)s.")
        return doubted(value, said, text=text, one=figure(found.numbers[0]))
    if found.unsure:
        return doubted(value, _("Does “%(text)s” mean %(one)s?"), text=text, one=figure(value.value))
    if found.bound:
        said = _("“%(text)s” is not one number. We would take about %(one)s.")
        return doubted(value, said, text=text, one=figure(value.value))
    if counted and value.value < 0:
        return doubted(value, _("Is it really less than zero: %(one)s?"), one=figure(value.value))
    if abs(value.value) > most:
        return doubted(value, _("That is very much: %(one)s. Is it right?"), one=figure(value.value))
    return Reading(value)


def figure(value: Decimal) -> str:
    """A number as the active language writes it, with all its decimals."""
    return str(format_decimal(plainly(value), locale=get_language() or "en", decimal_quantization=False))


def read_money(asked: Asked, text: str, language: str) -> Reading:
    """An amount of money; without a currency it is in the one that the field offers first."""
    rest, written = take_currency(plain(text))
    named = {codes for _word, codes in written}
    if len(named) > 1 and not frozenset.intersection(*map(frozenset, named)):
        return wrong(_("There is more than one currency in “%(text)s”. Write one amount."), text=text)
    codes = min(named, key=len) if named else (asked.unit,) if asked.unit else ()
    if not codes:
        return wrong(_("Say in which currency, such as 300 EUR."))
    found = quantity_in(rest, language)
    if isinstance(found, Reading):
        return found
    # Beside a currency an m is never metres.
    found = replace(found, unsure="") if found.unsure.casefold() == "m" else found
    currency, sure = chosen(codes, language, asked.unit)
    amount = amount_of(found, currency)
    if found.before or any(word not in FILLERS for word in fold(found.rest).split()):
        said = _("You wrote “%(text)s”. Do you mean %(shown)s %(unit)s?")
        return doubted(amount, said, text=text, shown=figure(amount.value), unit=currency)
    reading = checked(amount, found, text, counted=True, most=MOST_MONEY)
    if sure or reading.doubt:
        return reading
    said = _("“%(sign)s” can be one of these: %(codes)s. Which one?")
    return doubted(amount, said, sign=written[0][0], codes=" · ".join(codes))


def read_percent(asked: Asked, text: str, language: str) -> Reading:
    """A percentage."""
    if take_currency(text)[1]:
        return wrong(_("Write a percentage here, such as 45 %."))
    marked, bare = PER_CENT.search(text) is not None, PER_CENT.sub(" ", plain(text)).strip()
    share = share_of(bare)
    if share is not None and not marked:
        return share
    found = quantity_in(bare, language)
    if isinstance(found, Reading):
        return found
    amount = Amount(plainly(found.numbers[0]), "%", found.about or found.upto is not None)
    if fit(found.rest, "%", asked.label) is not Fit.SAME or found.before:
        said = _("You wrote “%(text)s”. Do you mean %(shown)s %%?")
        return doubted(amount, said, text=text, shown=figure(amount.value))
    return percent_checked(amount, found, text, marked=marked)


def share_of(text: str) -> Reading | None:
    """A part in words, or "3 out of 10"."""
    named = PARTS.get(fold(text))
    if named is not None:
        return Reading(Amount(Decimal(named), "%"))
    counted = OUT_OF.fullmatch(text.strip())
    if counted is None or not 0 < int(counted.group(2)) >= int(counted.group(1)):
        return None
    value = plainly(round(Decimal(int(counted.group(1)) * 100) / int(counted.group(2)), 1))
    return doubted(Amount(value, "%"), _("“%(text)s” is %(shown)s %%. Is that right?"), text=text, shown=figure(value))


def percent_checked(amount: Amount, found: Quantity, text: str, *, marked: bool) -> Reading:
    """As `checked`, with what is particular to percentages."""
    if amount.value > 100 and len(found.numbers) == 1 and found.upto is None:
        said = _("That is more than 100 %%: %(one)s %%. Is it right?")
        return doubted(amount, said, one=figure(amount.value))
    if not marked and 0 < amount.value < 1 and found.is_clear:
        whole = plainly(amount.value * 100)
        said = _("Is “%(text)s” %(one)s %% or %(other)s %%?")
        return doubted(Amount(whole, "%", amount.about), said, text=text, one=figure(whole), other=figure(amount.value))
    return checked(amount, found, text, counted=True)
