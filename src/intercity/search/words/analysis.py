"""From a text in a known language to its stems: what the index holds and what the thesaurus is written in."""

from __future__ import annotations

from functools import cache

from intercity.search.words.compounds import parts_of
from intercity.search.words.splitting import LONGEST_WORD, folded, raw_words
from intercity.search.words.stemming import stem
from intercity.search.words.stopwords import says_nothing

_CACHE_SIZE = 10_000
# Longer texts are cut: a post of 100,000 characters is a document pasted by mistake.
MAX_CHARACTERS = 60_000


class Analyser:
    """Makes stems in one language and remembers them: texts repeat their words."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._known: dict[str, tuple[str, ...]] = {}

    def stems_of(self, raw: str) -> tuple[str, ...]:
        """Return the stems of one word as written: none for a stop word, several for a compound, whole first."""
        # Whoever types words of two thousand letters must not fill the memory with them.
        raw = raw[:LONGEST_WORD]
        known = self._known.get(raw)
        if known is None:
            if len(self._known) >= _CACHE_SIZE:
                self._known.clear()
            known = self._known[raw] = self._analysed(raw)
        return known

    def stems(self, text: str) -> list[str]:
        """Return the stems of a text in order."""
        found: list[str] = []
        for raw in raw_words(text[:MAX_CHARACTERS]):
            found += self.stems_of(raw)
        return found

    def _analysed(self, raw: str) -> tuple[str, ...]:
        plain = folded(raw)
        if not plain or says_nothing(raw, plain, self.language):
            return ()
        whole = stem(plain, self.language)
        return (whole, *(part for part in parts_of(plain, self.language) if part != whole))


@cache
def analyser(language: str) -> Analyser:
    """Return the one analyser of a language ("pt-BR" and "pt" are one)."""
    return Analyser(language)


def base_language(code: str) -> str:
    """Return the language of a code without its country ("pt-BR" → "pt")."""
    return code.replace("_", "-").partition("-")[0].lower()
