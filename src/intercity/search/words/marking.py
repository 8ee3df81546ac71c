"""Where in a text stands what somebody asked for: to be marked in excerpts."""

from __future__ import annotations

from intercity.search.words.analysis import MAX_CHARACTERS, analyser, base_language
from intercity.search.words.splitting import folded, words_of
from intercity.search.words.thesaurus import phrases_in
from intercity.search.words.understanding import Wish, understand

Span = tuple[int, int]


def find_matches(wish: str, text: str, language: str, shown: str = "") -> list[Span]:
    """Where in `text` (begin, end), written in `language`, stands what `wish` asks for.

    In rising order, without overlaps. A word is found by its stem, and by its concept: "bus de dépistage"
    marks "mobile testing van".
    """
    return find_wish(understand(wish, shown or language), text, language)


def find_wish(wish: Wish, text: str, language: str) -> list[Span]:
    """Do as `find_matches` for a question that was understood before."""
    language = base_language(language)
    wanted = {stem for part in wish.parts.values() for stem in part.stems}
    names = {part.plain for part in wish.parts.values()}
    stems, spans, hits = list[str](), list[Span](), set[Span]()
    for word in words_of(text[:MAX_CHARACTERS]):
        own = analyser(language).stems_of(word.raw)
        stems += own
        spans += [(word.start, word.end)] * len(own)
        if wanted.intersection(own) or folded(word.raw) in names:
            hits.add((word.start, word.end))
    return sorted(hits.union(spans[at] for at in _of_concepts(wish.concepts, stems, language)))


def _of_concepts(concepts: set[str], stems: list[str], language: str) -> set[int]:
    found = (each for each in phrases_in(language).find(stems) if concepts.intersection(each.slugs))
    return {at for each in found for at in range(each.start, each.start + each.length)}
