"""Stems of folded words: Snowball (M. Porter), and light rules where Snowball has no language.

Stems are made of *folded* words, so that a query typed without accents finds a text written with them.
A little is lost by it in French and Romanian (endings that only an accent tells apart) and nothing elsewhere.
"""

from __future__ import annotations

from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# Languages for which the index library brings a Snowball stemmer, by their code.
_SNOWBALL = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
# Endings of number, case and article, longest first; in the spirit of the light stemmers of J. Savoy (UniNE).
# Taken off one group after the other, each at most once, while three letters remain.
_ENDINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "bg": (
        ("ията", "ищата", "ият", "ите", "ата", "ята", "ето", "ото", "та", "то", "те", "ът", "ят", "ия"),
        ("ове", "еве", "ища", "ии", "ия", "ие", "и", "а", "я", "о", "е"),
    ),
    "pl": (
        (
            *("owego", "owemu", "owych", "owymi", "iego", "iemu", "owej", "iach", "iami", "owie"),
            *("ego", "emu", "ych", "ich", "ymi", "imi", "ach", "ami", "iej", "owy", "owa", "owe", "iom"),
            *("ow", "ej", "om", "ym", "im", "em", "ie", "ia", "io", "iu", "a", "e", "i", "o", "u", "y"),
        ),
    ),
    "cs": (
        (
            *("ovych", "ovymi", "ech", "ich", "ych", "ami", "emi", "ymi", "imi", "eho", "emu", "ove", "ach"),
            *("ou", "um", "em", "am", "ej", "ym", "im", "ho", "mu", "mi", "a", "e", "i", "o", "u", "y"),
        ),
    ),
}
_SHORTEST_STEM = 3
_SAME_RULES = {"sk": "cs", "mk": "bg"}


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word; the word itself in a language without rules. Never empty."""
    if word.isdigit():
        return word
    language = _SAME_RULES.get(language, language)
    if language in _ENDINGS:
        return _light(word, _ENDINGS[language])
    analyzer = _analyzer(language)
    found = analyzer.analyze(word) if analyzer else None
    return found[0] if found and found[0] else word


def _light(word: str, groups: tuple[tuple[str, ...], ...]) -> str:
    for endings in groups:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                word = word[: -len(ending)]
                break
    return word


@cache
def _analyzer(language: str) -> TextAnalyzer | None:
    name = _SNOWBALL.get(language)
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(name)).build() if name else None
