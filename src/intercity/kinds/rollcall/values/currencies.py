"""Currencies as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from intercity.core.currencies import CODES
from intercity.core.text import fold

# The others that a sign or a name may stand for, the likelier first.
SIGNS: Final[Mapping[str, tuple[str, ...]]] = {
    "€": ("EUR",), "£": ("GBP",), "$": ("USD", "CAD", "AUD"), "us$": ("USD",), "¥": ("JPY", "CNY"), "₺": ("TRY",),
    "₴": ("UAH",), "₽": ("RUB",), "₾": ("GEL",), "zł": ("PLN",), "kč": ("CZK",), "лв": ("BGN",), "₪": ("ILS",),
}  # fmt: skip
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "euro euros eur евро": ("EUR",),
    "лв лев лева lev leva lew lewa levs levas": ("BGN",),
    "pound pounds sterling livre livres pfund sterlina sterline libra libras паунд паунда лира лири": ("GBP",),
    "franc francs franken franchi franco francos франк франка fr sfr": ("CHF",),
    "dollar dollars dollari dollaro dólar dólares долар долара": ("USD", "CAD", "AUD"),
    "zł zl zloty złoty złotych złote zlotys злоти": ("PLN",),
    "kč": ("CZK",),
    "koruna korun koruny": ("CZK",),
    "ft forint forints форинта": ("HUF",),
    "lei leu ron леи": ("RON",),
    "kr krone kroner krona kronor krónur kronen couronnes corone coronas крони": ("SEK", "DKK", "NOK", "ISK"),
    "lira liras lire lirası": ("TRY",),
    "ден денар денара": ("MKD",),
    "din dinar dinara динара": ("RSD",),
    "грн hryvnia hryvnias гривня гривни": ("UAH",),
}  # fmt: skip
# Whose crowns they are.
OF_LANGUAGE: Final[Mapping[str, str]] = {
    "da": "DKK", "sv": "SEK", "nb": "NOK", "nn": "NOK", "no": "NOK", "is": "ISK", "cs": "CZK",
}  # fmt: skip
WORD: Final = re.compile(r"[^\W\d_]+\.?")
SIGN: Final = re.compile(r"us\$|[€£$¥₺₴₽₾₪]", re.IGNORECASE)


@cache
def by_name() -> Mapping[str, tuple[str, ...]]:
    """Currencies by each folded name."""
    return {fold(name): codes for names, codes in NAMES.items() for name in names.split()}


def take_currency(text: str) -> tuple[str, list[tuple[str, tuple[str, ...]]]]:
    """`text` without its currencies, and each of them: as it was written, and the codes that it may be."""
    found: list[tuple[str, tuple[str, ...]]] = []

    def take(match: re.Match[str]) -> str:
        written = match.group()
        codes = codes_of(written)
        if not codes:
            return written
        found.append((written, codes))
        return " "

    rest = WORD.sub(take, SIGN.sub(take, text))
    return " ".join(rest.split()), found


def codes_of(written: str) -> tuple[str, ...]:
    """The codes that one word or sign may be; empty for any other word."""
    lowered = written.casefold()
    if lowered in SIGNS:
        return SIGNS[lowered]
    bare = written.rstrip(".")
    named = by_name().get(fold(bare), ())
    if named:
        return named
    # Small letters spell ordinary words too: "all", "top", "try".
    return (bare,) if bare in CODES else ((bare.upper(),) if bare.upper() in SMALL_TOO else ())


# Codes that are written in small letters as well, and are no words.
SMALL_TOO: Final = frozenset(
    {"BGN", "EUR", "GBP", "USD", "CHF", "PLN", "CZK", "HUF", "RON", "SEK", "DKK", "NOK", "ISK", "RSD", "MKD", "UAH"}
)


def chosen(codes: tuple[str, ...], language: str, offered: str) -> tuple[str, bool]:
    """The currency that is meant, and whether that is sure: `offered` is what the field asks for first."""
    if len(codes) == 1:
        return codes[0], True
    own = OF_LANGUAGE.get(language, "")
    if own in codes:
        return own, True
    if offered in codes:
        return offered, codes[0] == offered and "USD" in codes
    return codes[0], False
