"""Where in a text stands what somebody asked for: to be marked in excerpts."""

from __future__ import annotations

from intercity.search.words.analysis import MAX_CHARACTERS, analyser, base_language
from intercity.search.words.splitting import folded, raw_words, spans_of
from intercity.search.words.thesaurus import LONGEST_PHRASE, phrases_in
from intercity.search.words.understanding import Wish, understand

Span = tuple[int, int]
Rest = tuple[str, ...]

# Words that a phrase may take in a text, small ones between its own counted.
_REACH = 2 * LONGEST_PHRASE


def find_matches(wish: str, text: str, language: str, shown: str = "") -> list[Span]:
    """Where in `text` (begin, end), written in `language`, stands what `wish` asks for.

    In rising order, without overlaps. A word is found by its stem, and by its concept: "bus de dépistage"
    marks "mobile testing van".
    """
    return Marker(understand(wish, shown or language), language).find(text)


class Marker:
    """Finds what a wish asks for in texts of one language.

    What it asks for is worked out once, and each word looked at once: the texts of a page repeat their words, and
    reading all of each text for every concept there is would cost more than the search itself.
    """

    def __init__(self, wish: Wish, language: str) -> None:
        language = base_language(language)
        self._stems_of = analyser(language).stems_of
        self._names = {part.plain for part in wish.parts.values()}
        self._stems = {stem for part in wish.parts.values() for stem in part.stems}
        self._rests: dict[str, set[Rest]] = {}
        self._known: dict[str, tuple[bool, bool]] = {}
        for phrase in phrases_in(language).written_for(wish.concepts):
            first, *rest = phrase.split(" ")
            if rest:
                self._rests.setdefault(first, set()).add(tuple(rest))
            else:
                self._stems.add(first)

    def find(self, text: str) -> list[Span]:
        """Where in `text` it stands, as (begin, end), in rising order and without overlaps."""
        read = text[:MAX_CHARACTERS]
        raws, hits, known = raw_words(read), set[int](), self._known
        for at, raw in enumerate(raws):
            is_meant, may_begin = known.get(raw) or self._look_at(raw)
            if is_meant:
                hits.add(at)
            if may_begin:
                hits |= self._phrases_at(raws, at)
        return spans_of(read, hits)

    def _look_at(self, raw: str) -> tuple[bool, bool]:
        """Whether a word is asked for by itself, and whether a phrase that is asked for may begin with it."""
        stems = self._stems_of(raw)
        is_meant = not self._stems.isdisjoint(stems) or folded(raw) in self._names
        self._known[raw] = is_meant, not self._rests.keys().isdisjoint(stems)
        return self._known[raw]

    def _phrases_at(self, raws: list[str], at: int) -> set[int]:
        """The places of the words of every phrase that begins with the word at `at`."""
        near = [
            (stem, place) for place in range(at, min(at + _REACH, len(raws))) for stem in self._stems_of(raws[place])
        ]
        stems = [stem for stem, _place in near]
        found = set[int]()
        for begin, (stem, place) in enumerate(near):
            for rest in self._rests.get(stem, ()) if place == at else ():
                end = begin + 1 + len(rest)
                if tuple(stems[begin + 1 : end]) == rest:
                    found.update(place for _stem, place in near[begin:end])
        return found
