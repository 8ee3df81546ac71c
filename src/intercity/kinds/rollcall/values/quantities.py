"""Quantities as people write them: "approx. 1 234", "three thousand", "2,5 Mio", "300+", "3-4"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from intercity.core.text import fold
from intercity.kinds.rollcall.values.lists import phrases, words
from intercity.kinds.rollcall.values.number_words import ROUGH, is_mistaken, number_of_words
from intercity.kinds.rollcall.values.numerals import NUMERAL, plain, readings

ABOUT: Final = phrases(
    """
    approximately, approx, appr, about, around, roughly, circa, ca, c, some, almost, nearly, say, etwa, ungefähr,
    ungefaehr, rund, zirka, fast, knapp, schätzungsweise, geschätzt, gut, environ, env, à peu près,
    approximativement, presque, quelque, autour de, plus ou moins, dans les, all'incirca, più o meno, intorno a,
    approssimativamente, quasi, aproximadamente, aprox, unos, unas, alrededor de, cerca de, más o menos, casi,
    около, приблизително, прибл, към, почти, горе долу, ~, ≈, ±, +/-, ∼
    """
)  # fmt: skip
AT_LEAST: Final = phrases(
    """
    more than, over, at least, min, minimum, mehr als, über, mindestens, plus de, au moins, più di, oltre, almeno,
    más de, al menos, por lo menos, повече от, над, поне, минимум, >, >=, ≥
    """
)  # fmt: skip
AT_MOST: Final = phrases(
    """
    less than, under, at most, up to, max, maximum, weniger als, unter, höchstens, bis zu, moins de, au plus,
    jusqu'à, au maximum, meno di, al massimo, fino a, menos de, como máximo, hasta, по малко от, под, най много, до,
    максимум, <, <=, ≤
    """
)  # fmt: skip
MINUS: Final = ("minus", "moins", "meno", "menos", "минус", "-")
# What may stand before a number and says nothing about it.
OPENERS: Final = frozenset(
    fold(word)
    for word in phrases(
        """
        we have, there are, in total, total, nous avons, nous en avons, wir haben, es sind, insgesamt, abbiamo, in
        totale, tenemos, en total, au total, hay, имаме, общо, of, a total of, it is, =, i e
        """
    )
)  # fmt: skip
# Between two numbers: the answer is somewhere from one to the other.
TO: Final = re.compile(r"^(?:-|/|to|or|bis|oder|à|a|ou|o|до|или|and|und|et|e|y|и|\.\.\.?|…)$", re.IGNORECASE)
NONE: Final = frozenset(
    fold(word)
    for word in phrases(
        """
        none, no one, not any, keine, keiner, keines, aucun, aucune, nessuno, nessuna, nessun, ninguno, ninguna,
        ningún, нито един, нито една, нито едно
        """
    )
)  # fmt: skip
SCALES: Final[Mapping[Decimal, tuple[str, ...]]] = {
    Decimal(1000): words(
        """
        k thousand thousands thd tsd tausend mille millier milliers mila migliaia mil miles хил хиляди хиляда tys
        tis тыс т
        """
    ),
    Decimal(1000000): words(
        """
        m mn mio mln mill million millions millionen milione milioni millón millones милион милиона млн
        """
    ),
    Decimal(1000000000): phrases(
        """
        bn, mrd, mld, md, mia, milliard, milliards, milliarde, milliarden, miliardo, miliardi, mil millones,
        милиард, милиарда, млрд, billion, billions
        """
    ),
    Decimal(10) ** 12: ("billionen", "billón", "billones", "bilione", "bilioni", "trillion", "trillions", "трилион"),
}  # fmt: skip
DOZENS: Final[Mapping[str, int]] = {
    fold(word): 12
    for word in ("dozen", "dozens", "dutzend", "douzaine", "douzaines", "dozzina", "dozzine", "docenas", "дузини")
}
# A thousand thousand millions in one language, a million millions in another.
UNSURE_SCALES: Final = frozenset({"billion", "billions", "trillion", "trillions", "т", "m"})


@dataclass(frozen=True)
class Quantity:
    """What was read: the number, the likelier first where it could be several, and the words after and before it."""

    numbers: tuple[Decimal, ...]
    rest: str = ""
    before: str = ""
    about: bool = False
    bound: bool = False
    """Only a lower or an upper end was given."""
    upto: Decimal | None = None
    """The other end where a span was given."""
    unsure: str = ""
    """A word of it that may mean something else."""

    @property
    def is_clear(self) -> bool:
        """Whether one number was given, and nothing else that could change it."""
        return len(self.numbers) == 1 and not self.bound and self.upto is None and not self.unsure


class TwoNumbersError(Exception):
    """More than one number stands there, and nothing says how they belong together."""


@cache
def pattern(words: Iterable[str], *, end: bool = False) -> re.Pattern[str]:
    """One of `words` at the beginning (or the end) of a folded text, as a whole word where it is made of letters."""
    ordered = sorted((plain(word).casefold() for word in words), key=len, reverse=True)
    each = "|".join(re.escape(word) + (r"(?!\w)\.?" if word[-1].isalnum() else "") for word in ordered)
    return re.compile(rf"(?:^|(?<=\s))(?:{each})$" if end else rf"^(?:{each})\s*")


def read_quantity(text: str, language: str = "") -> Quantity | None:
    """The quantity that `text` says, None where there is none. Raises TwoNumbersError."""
    clean = plain(text)
    found = list(NUMERAL.finditer(clean))
    if not found:
        return read_words(clean, language)
    first = found[0]
    numbers = readings(first.group(), language)
    before, about, bound, negative = opened(clean[: first.start()])
    if not numbers or (before and before[-1].isalnum() and clean[first.start() - 1] != " "):
        return None
    rest, upto, scale, unsure = clean[first.end() :], None, Decimal(1), ""
    if len(found) > 1:
        rest, upto = second_end(clean, found, language)
    scale, rest, unsure = scaled(rest, language)
    rest, plus, rough = closed(rest)
    sign = -1 if negative else 1
    return Quantity(
        tuple(sign * one * scale for one in numbers), rest, before, about or rough or bound or plus, bound or plus,
        upto * scale if upto is not None else None, unsure,
    )  # fmt: skip


def second_end(clean: str, found: list[re.Match[str]], language: str) -> tuple[str, Decimal]:
    """What follows the second of two numbers that are the ends of a span, and that number."""
    first, second = found[0], found[1]
    numbers = readings(second.group(), language)
    between = clean[first.end() : second.start()].strip()
    if len(found) > 2 or not numbers or not TO.match(between):
        raise TwoNumbersError
    return clean[second.end() :], numbers[0]


def opened(before: str) -> tuple[str, bool, bool, bool]:
    """What stands before a number, without the words that say how sure it is: words, about, bound, negative."""
    words, about, bound, negative = before.casefold().strip(), False, False, False
    while words:
        words = without_article(words)
        for known in (ABOUT, AT_LEAST, AT_MOST, MINUS):
            cut = pattern(known, end=True).sub("", words.removesuffix("."))
            if cut != words.removesuffix("."):
                about, bound = about or known is ABOUT, bound or known in (AT_LEAST, AT_MOST)
                negative = negative or known is MINUS
                words = cut.strip()
                break
        else:
            break
    return ("" if fold(words) in OPENERS else words), about, bound, negative


def without_article(words: str) -> str:
    """Words before a number without the article between: "circa il 55 %"."""
    head, _, last = words.rpartition(" ")
    return head if last in ARTICLES else words


ARTICLES: Final = frozenset(("the", "a", "il", "l'", "i", "gli", "le", "un", "una", "el", "los", "las", "les", "die"))


def scaled(rest: str, language: str) -> tuple[Decimal, str, str]:
    """The multiplier at the beginning of what follows a number, what follows it, and the word where it is unsure."""
    words = re.match(r"\s*([^\W\d_]+)\.?(?=$|[^\w])", rest)
    if words is None:
        return Decimal(1), rest, ""
    word = fold(words.group(1))
    two = re.match(r"\s*mil\s+millones\b", rest, re.IGNORECASE)
    if two:
        return Decimal(1000000000), rest[two.end() :], ""
    if word in DOZENS:
        return Decimal(12), rest[words.end() :], ""
    for scale, names in folded_scales().items():
        if word in names:
            sure = word not in UNSURE_SCALES or (language == "en" and word != "m") or words.group(1) == "M"
            return scale, rest[words.end() :], "" if sure else words.group(1)
    return Decimal(1), rest, ""


@cache
def folded_scales() -> Mapping[Decimal, frozenset[str]]:
    """`SCALES`, ready for comparing."""
    return {scale: frozenset(map(fold, names)) for scale, names in SCALES.items()}


def closed(rest: str) -> tuple[str, bool, bool]:
    """What follows a number, without signs of how sure it is: words, open to above, approximate."""
    words, plus, rough = rest.strip(), False, False
    if words.startswith("+"):
        words, plus = words[1:].strip(), True
    cut = re.sub(r"(?:^|[\s(,])(?:" + "|".join(TRAILING) + r")\.?\)?$", "", words, flags=re.IGNORECASE)
    if cut != words:
        words, rough = cut.strip(), True
    return words.strip(" .;,!()"), plus, rough


TRAILING: Final = phrases(
    """
    approximately, approx, ca, circa, or so, roughly, more or less, environ, à peu près, plus ou moins, ungefähr,
    etwa, geschätzt, estimated, circa, più o meno, approssimativamente, approximativement, aprox, aproximadamente, más o
    menos, приблизително, горе[ -]долу
    """
)  # fmt: skip


def read_words(clean: str, language: str) -> Quantity | None:
    """As `read_quantity`, of a text without digits."""
    before, about, bound, negative = leading(clean)
    words = before.split()
    if fold(words[0]) in NONE and not negative if words else False:
        return Quantity((Decimal(0),), " ".join(words[1:]).strip(" .;,!"))
    for count in range(min(len(words), 10), 0, -1):
        said = " ".join(words[:count])
        number = number_of_words(said, language)
        if number is None:
            continue
        scale, rest, unsure = scaled(" ".join(words[count:]), language)
        rest, plus, rough = closed(rest)
        roughly = about or bound or rough or fold(said) in ROUGH
        mistaken = said if is_mistaken(said, language) else ""
        number = -number if negative else number
        return Quantity((number * scale,), rest, "", roughly, bound or plus, None, unsure or mistaken)
    return None


def leading(clean: str) -> tuple[str, bool, bool, bool]:
    """A text without the words at its beginning that say how sure the number after them is."""
    words, about, bound, negative = clean.casefold().strip(), False, False, False
    while words:
        for known in (ABOUT, AT_LEAST, AT_MOST, MINUS):
            cut = pattern(known).sub("", words)
            if cut != words:
                about, bound = about or known is ABOUT, bound or known in (AT_LEAST, AT_MOST)
                negative = negative or known is MINUS
                words = cut.strip()
                break
        else:
            break
    return without_opener(words), about, bound, negative


def without_opener(words: str) -> str:
    """Without "we have" and the like."""
    for count in (3, 2, 1):
        parts = words.split()
        if fold(" ".join(parts[:count])) in OPENERS and len(parts) > count:
            return " ".join(parts[count:])
    return words
