"""Words that say nothing about a text, by language."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from intercity.search.words.splitting import folded


@cache
def stop_words() -> dict[str, frozenset[str]]:
    """Return the folded stop words of each language; a language without a list is not in it."""
    text = resources.files("intercity.search.words").joinpath("data/stopwords.json").read_text(encoding="utf-8")
    return {language: frozenset(map(folded, words.split())) for language, words in json.loads(text).items()}


def says_nothing(raw: str, plain: str, language: str) -> bool:
    """Whether a word (as written, and folded) is a stop word or a lone letter.

    A stop word in capitals is a name ("WHO", "US"), so a text written in capitals keeps its stop words.
    """
    if len(plain) < 2:
        return not plain.isdigit()
    return plain in stop_words().get(language, ()) and not (len(raw) > 1 and raw.isupper())
