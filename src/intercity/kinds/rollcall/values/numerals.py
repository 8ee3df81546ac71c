"""Numbers in digits, as any locale writes them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError

# 1 234 567,8 with blanks, or digits with any other marks between them.
NUMERAL: Final = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d.,']\d|\d)|\d+(?:[.,'٬٫]\d+)*")
BLANKS: Final = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
ALIKE: Final = str.maketrans({
    "−": "-", "–": "-", "—": "-", "‒": "-", "‐": "-", "‑": "-", "’": "'", "ʼ": "'", "‘": "'", "´": "'", "`": "'",
    "＋": "+", "，": ",", "．": ".", "％": "%", "\u200b": "", "\u200e": "", "\u200f": "", "\ufeff": "",
})  # fmt: skip
# Beyond so many digits nobody counts anything.
MOST_DIGITS: Final = 24


def plain(text: str) -> str:
    """`text` with western digits, one kind of blank, hyphen and apostrophe; nothing else changes."""
    digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return BLANKS.sub(" ", digits.translate(ALIKE)).strip()


@cache
def groups_with(language: str) -> str:
    """The sign between thousands in a language; "" for a blank and where the language is not known."""
    try:
        symbols = Locale.parse(language).number_symbols
    except (UnknownLocaleError, ValueError, TypeError):
        return ""
    sign = str(symbols.get("latn", symbols).get("group", ""))
    return sign if sign in ".,'’" else ""


def readings(numeral: str, language: str = "") -> tuple[Decimal, ...]:
    """What a match of `NUMERAL` may mean, the likelier first; empty for what no locale writes.

    "1.234" has two readings, unless the sign groups thousands in `language`: nobody there gives three decimals with it.
    """
    digits = numeral.replace(" ", "").replace("٬", "").replace("٫", ".")
    if sum(char.isdigit() for char in digits) > MOST_DIGITS:
        return ()
    signs = [char for char in digits if char in ".,'"]
    if not signs:
        return (Decimal(digits),)
    if " " in numeral or "٫" in numeral:
        return (Decimal(digits.replace(",", ".")),)
    if len(set(signs)) == 1:
        return one_sign(digits, signs[0], len(signs), language)
    return mixed(digits, signs)


def one_sign(digits: str, sign: str, count: int, language: str) -> tuple[Decimal, ...]:
    """Digits with one kind of sign, `count` times."""
    parts = digits.split(sign)
    whole = Decimal("".join(parts))
    if count > 1 or sign == "'":
        return (whole,) if is_grouped(parts, sign) else ()
    decimal = Decimal(".".join(parts))
    if len(parts[1]) != 3 or len(parts[0]) > 3 or parts[0].startswith("0"):
        return (decimal,)
    return (whole,) if groups_with(language) == sign else (whole, decimal)


def is_grouped(parts: list[str], sign: str) -> bool:
    """Whether groups are of three digits, or as in India."""
    head, *rest = parts
    three = all(len(part) == 3 for part in rest)
    indian = sign == "," and len(rest[-1]) == 3 and all(len(part) == 2 for part in rest[:-1])
    return 1 <= len(head) <= 3 and head != "0" and (three or indian)


def mixed(digits: str, signs: list[str]) -> tuple[Decimal, ...]:
    """Digits with two kinds of signs: the last one is the decimal's."""
    last = signs[-1]
    if last == "'" or signs.count(last) != 1 or len(set(signs)) != 2:
        return ()
    whole, _, rest = digits.rpartition(last)
    if not is_grouped(whole.split(signs[0]), signs[0]):
        return ()
    return (Decimal(whole.replace(signs[0], "") + "." + rest),)
