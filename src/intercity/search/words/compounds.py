"""Compounds of German and its neighbours, taken apart where both parts are words of the thesaurus.

"Spielplatzöffnung" is Spielplatz and Öffnung. After the idea of Koehn and Knight (2003), with the thesaurus
in the place of a corpus: no part is guessed, so nothing is taken apart that nobody wrote down.
"""

from __future__ import annotations

from intercity.search.words.stemming import stem
from intercity.search.words.thesaurus import phrases_in

# Letters that may stand between two parts.
_LINKS = {
    "de": ("", "s", "es", "n", "en", "e", "er"),
    "nl": ("", "s", "en", "e"),
    "sv": ("", "s"),
    "da": ("", "s", "e"),
}
_SHORTEST_PART = 4
# Longer words are no words but a burden: every cut of them would be tried.
_LONGEST_WORD = 40


def parts_of(word: str, language: str) -> tuple[str, ...]:
    """Return the stems of the parts of a folded compound; nothing if it is none, or a word on its own."""
    if (
        language not in _LINKS
        or not 2 * _SHORTEST_PART <= len(word) <= _LONGEST_WORD
        or stem(word, language) in _known(language)
    ):
        return ()
    return _split(word, language) or ()


def _known(language: str) -> set[str]:
    return phrases_in(language).vocabulary


def _split(word: str, language: str, depth: int = 3) -> tuple[str, ...] | None:
    """The split whose first part is longest; each part but the last may end in a linking letter."""
    for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        head = _as_part(word[:cut], language)
        if head is None:
            continue
        rest = stem(word[cut:], language)
        tail = (rest,) if rest in _known(language) else _split(word[cut:], language, depth - 1) if depth else None
        if tail:
            return (head, *tail)
    return None


def _as_part(letters: str, language: str) -> str | None:
    for link in _LINKS[language]:
        base = letters.removesuffix(link) if link else letters
        if len(base) >= _SHORTEST_PART and stem(base, language) in _known(language):
            return stem(base, language)
    return None
