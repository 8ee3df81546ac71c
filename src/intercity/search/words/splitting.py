"""From a text to its words, with their places in it."""

from __future__ import annotations

import re
from collections.abc import Collection

from intercity.core.text import fold

# A letter or digit, then letters, digits, accents that stand alone, soft hyphens and characters without width.
# A lone letter with a hyphen belongs to its word: "e-bike" is no bike, "e-mail" is "email".
_WORD = re.compile(
    "(?:\\b[^\\W\\d_]-(?=[^\\W_]{2}))?"
    "[^\\W_](?:[^\\W_]|[\u00ad\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u200b-\u200f\u2060\ufeff])*"
)
LONGEST_WORD = 60
_CACHE_SIZE = 10_000
_folded: dict[str, str] = {}


def spans_of(text: str, places: Collection[int]) -> list[tuple[int, int]]:
    """Return where (begin, end) those words of a text stand whose numbers are in `places`, in order."""
    if not places:
        return []
    return [match.span() for at, match in enumerate(_WORD.finditer(text)) if at in places]


def raw_words(text: str) -> list[str]:
    """Return the words of a text as written, in order; any text will do."""
    return _WORD.findall(text)


def folded(word: str) -> str:
    """Return one word without case and accents, in one piece ("Œuvre" → "oeuvre")."""
    word = word[:LONGEST_WORD]
    known = _folded.get(word)
    if known is None:
        if len(_folded) >= _CACHE_SIZE:
            _folded.clear()
        # One sign may stand for eighteen letters: what it folds to is cut again.
        known = _folded[word] = "".join(fold(word).split())[:LONGEST_WORD]
    return known
