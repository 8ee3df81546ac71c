"""In which language a few words may be: often several, and then all of them are searched."""

from __future__ import annotations

from collections import defaultdict

from intercity.search.words.analysis import analyser
from intercity.search.words.splitting import folded
from intercity.search.words.stopwords import stop_words
from intercity.search.words.thesaurus import languages as thesaurus_languages
from intercity.search.words.thesaurus import phrases_in

MOST = 3
_ALWAYS = "en"
# What speaks for a language: a small word of it, or else a word of it in the thesaurus; and that the page is shown
# in it.
_WORD, _PAGE = 1.0, 0.4
# A language with less than this share of the best one's points is not searched.
_NEAR = 0.75


def guess_languages(words: list[str], shown: str) -> tuple[str, ...]:
    """Return the languages that `words` (as written) may be in, likeliest first, at most three, never none.

    `shown` is the language of the page in which somebody typed them. A word that several languages share
    speaks for each of them a little.
    """
    points = defaultdict[str, float](float, {shown: _PAGE})
    points[_ALWAYS] += _PAGE / 2
    for raw in words:
        small = [each for each, known in stop_words().items() if folded(raw) in known]
        _share(points, small or [each for each in thesaurus_languages() if _knows(raw, each)])
    best = max(points.values())
    likely = sorted(points, key=lambda each: -points[each])[:MOST]
    return tuple(each for each in likely if points[each] >= best * _NEAR)


def _share(points: dict[str, float], languages: list[str]) -> None:
    for language in languages:
        points[language] += _WORD / len(languages)


def _knows(raw: str, language: str) -> bool:
    return not phrases_in(language).vocabulary.isdisjoint(analyser(language).stems_of(raw))
