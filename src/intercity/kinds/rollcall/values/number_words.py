"""Numbers that are written out, in English, French, German, Italian, Spanish and Bulgarian: up to 999,999."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

from intercity.core.text import fold
from intercity.kinds.rollcall.values.lists import phrases, words

Spell = Callable[[int], Iterator[str]]

EN_SMALL: Final = words(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
    """
)
EN_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
FR_SMALL: Final = words(
    """
        zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
        """
)
FR_TENS: Final = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
FR_SWISS: Final = {7: "septante", 8: "huitante", 9: "nonante"}
DE_SMALL: Final = words(
    """
    null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
    achtzehn neunzehn
    """
)
DE_TENS: Final = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
IT_SMALL: Final = words(
    """
    zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici
    diciassette diciotto diciannove
    """
)
IT_TENS: Final = ["venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"]
ES_SMALL: Final = words(
    """
    cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
    dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete
    veintiocho veintinueve
    """
)
ES_TENS: Final = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
ES_HUNDREDS: Final = words(
    """
    ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos
    """
)
BG_SMALL: Final = ["нула", "един", "два", "три", "четири", "пет", "шест", "седем", "осем", "девет", "десет"]
BG_TEENS: Final = ["един", "два", "три", "четири", "пет", "шест", "седем", "осем", "девет"]
BG_TENS: Final = words(
    """
    двадесет тридесет четиридесет петдесет шестдесет седемдесет осемдесет деветдесет
    """
)
BG_HUNDREDS: Final = words(
    """
    сто двеста триста четиристотин петстотин шестстотин седемстотин осемстотин деветстотин
    """
)
# Other forms of "one" and the like, by language; the first of `…_SMALL` is what compounds are made of.
ALSO: Final[Mapping[str, Mapping[str, int]]] = {
    "en": {"nil": 0, "a dozen": 12, "dozen": 12, "half a dozen": 6, "a hundred": 100, "a thousand": 1000},
    "fr": {"une": 1, "une douzaine": 12, "une dizaine": 10, "une centaine": 100, "un millier": 1000},
    "de": {
        "eins": 1, "eine": 1, "einen": 1, "einer": 1, "einem": 1, "zwo": 2, "ein dutzend": 12, "dutzend": 12,
    },
    "it": {"un": 1, "una": 1, "una dozzina": 12, "una decina": 10, "un centinaio": 100, "un migliaio": 1000},
    "es": {
        "un": 1, "una": 1, "una docena": 12, "una decena": 10, "cien": 100, "un centenar": 100, "un millar": 1000,
        "veintiún": 21, "veintiuna": 21,
    },
    "bg": {
        "една": 1, "едно": 1, "две": 2, "двама": 2, "трима": 3, "четирима": 4, "дузина": 12, "десетина": 10,
        "стотина": 100,
    },
}  # fmt: skip
# What such words say only roughly: "une centaine" is about a hundred.
ROUGH: Final = frozenset(
    fold(words)
    for words in phrases(
        """
        une dizaine, une centaine, un millier, una decina, un centinaio, un migliaio, una decena, un centenar, un
        millar, десетина, стотина
        """
    )
)  # fmt: skip
THOUSANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("thousand",),
    "fr": ("mille",),
    "de": ("tausend",),
    "it": ("mila", "mille"),
    "es": ("mil",),
    "bg": ("хиляди", "хиляда"),
}
AND: Final = {"en": "and", "fr": "et", "de": "und", "it": "e", "es": "y", "bg": "и"}
# Numbers in one language that are everyday words of another.
MISTAKEN: Final = frozenset({"once", "due", "sei", "cent", "sette", "tre", "six", "mila", "die", "mil", "dix"})


def spell_en(n: int) -> Iterator[str]:
    """How English writes 1 to 99."""
    if n < 20:
        yield EN_SMALL[n]
    else:
        yield EN_TENS[n // 10 - 2] + (EN_SMALL[n % 10] if n % 10 else "")


def spell_fr(n: int) -> Iterator[str]:
    """How French writes 1 to 99, in Switzerland and Belgium too."""
    ten, one = divmod(n, 10)
    if n < 17:
        yield FR_SMALL[n]
    elif n < 20:
        yield "dix" + FR_SMALL[one]
    elif ten in FR_TENS and (ten < 7):
        yield from after_tens_fr(FR_TENS[ten], one)
    if ten in FR_SWISS:
        yield from after_tens_fr(FR_SWISS[ten], one)
    if ten == 7:
        yield from ("soixante" + word for word in ([*spell_fr(10 + one)] + (["etonze"] if one == 1 else [])))
    if ten >= 8:
        rest = n - 80
        yield from ("quatrevingt" + word for word in (spell_fr(rest) if rest else ("", "s")))


def after_tens_fr(tens: str, one: int) -> Iterator[str]:
    """Tens with their ones."""
    if one == 1:
        yield from (tens + "etun", tens + "etune")
    yield tens + (FR_SMALL[one] if one else "")


def spell_de(n: int) -> Iterator[str]:
    """How German writes 1 to 99, with and without its dots."""
    word = DE_SMALL[n] if n < 20 else (DE_SMALL[n % 10] + "und" if n % 10 else "") + DE_TENS[n // 10 - 2]
    yield word
    yield word.replace("ü", "ue").replace("ö", "oe")
    if n == 1:
        yield "eins"


def spell_it(n: int) -> Iterator[str]:
    """How Italian writes 1 to 99."""
    if n < 20:
        yield IT_SMALL[n]
        return
    tens, one = IT_TENS[n // 10 - 2], n % 10
    stem = tens[:-1] if one in (1, 8) else tens
    yield stem + (IT_SMALL[one] if one else "")
    if one == 1:
        yield stem + "un"


def spell_es(n: int) -> Iterator[str]:
    """How Spanish writes 1 to 99."""
    if n < 30:
        yield ES_SMALL[n]
        return
    tens, one = ES_TENS[n // 10 - 3], n % 10
    yield tens + ("y" + ES_SMALL[one] if one else "")
    if one == 1:
        yield from (tens + "yun", tens + "yuna")


def spell_bg(n: int) -> Iterator[str]:
    """How Bulgarian writes 1 to 99, in full and as it is spoken."""
    for word in full_bg(n):
        yield word
        yield word.replace("надесет", "найсет").replace("идесет", "ийсет").replace("адесет", "айсет")


def full_bg(n: int) -> Iterator[str]:
    """The full forms."""
    ten, one = divmod(n, 10)
    if n <= 10:
        yield BG_SMALL[n]
    elif n < 20:
        yield ("еди" if one == 1 else BG_TEENS[one - 1]) + "надесет"
    elif one == 0:
        yield BG_TENS[ten - 2]
    else:
        ones = {1: ("един", "една", "едно"), 2: ("два", "две")}.get(one, (BG_SMALL[one],))
        yield from (f"{BG_TENS[ten - 2]}и{word}" for word in ones)


SPELLS: Final[Mapping[str, Spell]] = {
    "en": spell_en, "fr": spell_fr, "de": spell_de, "it": spell_it, "es": spell_es, "bg": spell_bg,
}  # fmt: skip


def hundreds(language: str, n: int) -> tuple[str, ...]:
    """How a language writes `n` hundred before a rest."""
    if language == "es":
        return (ES_HUNDREDS[n - 1], ES_HUNDREDS[n - 1].replace("tos", "tas"))
    if language == "bg":
        return (BG_HUNDREDS[n - 1],)
    word = {"en": "hundred", "fr": "cent", "de": "hundert", "it": "cento"}[language]
    count = next(SPELLS[language](n))
    words = (count + word,) if n > 1 else ((word,) if language in ("fr", "it") else (word, count + word))
    return (*words, words[0] + "s") if language == "fr" else words


@cache
def below_thousand(language: str) -> Mapping[str, int]:
    """All spellings of 0 to 999, folded and without white space."""
    spell, joint = SPELLS[language], AND[language]
    small = {fold(word): n for n in range(100) for word in spell(n)} | also(language)
    found = dict(small)
    for n in range(1, 10):
        for start in hundreds(language, n):
            found[fold(start)] = n * 100
            found |= {
                fold(start) + between + word: n * 100 + m for word, m in small.items() if m for between in ("", joint)
            }
    return found


def also(language: str) -> dict[str, int]:
    """The other forms, folded and without white space."""
    return {fold(words).replace(" ", ""): n for words, n in ALSO[language].items()}


def number_in(language: str, joined: str) -> int | None:
    """The number that a folded word without white space is in one language."""
    known = below_thousand(language)
    if joined in known:
        return known[joined]
    for word in map(fold, THOUSANDS[language]):
        before, found, after = joined.partition(word)
        left = known.get(before) if before else 1
        right = known.get(after, known.get(after.removeprefix(AND[language]))) if after else 0
        if found and left and right is not None:
            return left * 1000 + right
    return None


@cache
def longest() -> int:
    """The length of the longest spelling, to leave long texts alone."""
    return max(map(len, below_thousand("de"))) * 2 + 8


def number_of_words(words: str, language: str = "") -> int | None:
    """The number that `words` say: in `language` if they do so there, else where all languages that know them agree."""
    joined = fold(words).replace(" ", "")
    if not joined or len(joined) > longest():
        return None
    if language in SPELLS:
        own = number_in(language, joined)
        if own is not None:
            return own
    found = {number for code in SPELLS if (number := number_in(code, joined)) is not None}
    return found.pop() if len(found) == 1 else None


def is_mistaken(words: str, language: str) -> bool:
    """Whether words that say a number may be everyday words of the language they stand in."""
    folded = fold(words)
    return folded in MISTAKEN and (language not in SPELLS or number_in(language, folded.replace(" ", "")) is None)
