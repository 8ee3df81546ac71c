"""From what somebody typed to what they mean: words with their stems, concepts, and phrases of words."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from intercity.search.words.analysis import analyser, base_language
from intercity.search.words.guessing import guess_languages
from intercity.search.words.splitting import folded, raw_words
from intercity.search.words.thesaurus import phrases_in

# More of a text is not read, and no more words of it are searched.
MOST_CHARACTERS = 2_000
MOST_WORDS = 32
# Number of the word, number of the part within it.
Place = tuple[int, int]


@dataclass
class Part:
    """One word of a question: what it may be in the index."""

    plain: str
    stems: set[str] = field(default_factory=set)
    concepts: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Phrase:
    """Words of a question that together stand for one concept."""

    places: frozenset[Place]
    concept: str


@dataclass
class Wish:
    """What a question asks for."""

    languages: tuple[str, ...] = ()
    parts: dict[Place, Part] = field(default_factory=dict)
    phrases: set[Phrase] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    """Topics and groups that it names, as `topic:slug` and `group:slug`."""

    @property
    def concepts(self) -> set[str]:
        """Every concept it asks for."""
        return {slug for part in self.parts.values() for slug in part.concepts} | {
            each.concept for each in self.phrases
        }


@lru_cache(maxsize=128)
def understand(text: str, shown: str) -> Wish:
    """Read a question typed into a page in the language `shown`; a text without any word gives no parts.

    Kept, for the query and every excerpt ask for the same: nobody may change what is returned.
    """
    read = text[:MOST_CHARACTERS]
    raws = list(dict.fromkeys(raw_words(read.lower() if read.isupper() else read)))[: 2 * MOST_WORDS]
    wish = Wish(guess_languages(raws, base_language(shown)))
    for language in wish.languages:
        _read(wish, raws, language)
    silent = {at for at, raw in enumerate(raws) if not analyser(wish.languages[0]).stems_of(raw)}
    kept = [place for place in sorted(wish.parts) if place[0] not in silent][:MOST_WORDS]
    wish.parts = {place: wish.parts[place] for place in kept}
    wish.phrases = {each for each in wish.phrases if each.places <= wish.parts.keys()}
    if not wish.parts:  # Nothing but small words: then they are what is asked for, as they are spelt.
        wish.parts = {(at, 0): Part(folded(raw)) for at, raw in enumerate(raws[:MOST_WORDS])}
    return wish


def _read(wish: Wish, raws: list[str], language: str) -> None:
    """Add what the words mean in one language."""
    stems, places = list[str](), list[Place]()
    for at, raw in enumerate(raws):
        for number, each in enumerate(analyser(language).stems_of(raw)):
            # The parts of a compound are parts of the wish; the whole is another way to say the first of them.
            place = at, max(0, number - 1)
            stems.append(each)
            places.append(place)
            wish.parts.setdefault(place, Part(folded(raw))).stems.add(each)
    for found in phrases_in(language).find(stems):
        _take(wish, frozenset(places[found.start : found.start + found.length]), found.slugs)


def _take(wish: Wish, places: frozenset[Place], slugs: tuple[str, ...]) -> None:
    for slug in slugs:
        if ":" in slug:
            wish.topics.add(slug)
        elif len(places) > 1:
            wish.phrases.add(Phrase(places, slug))
        else:
            wish.parts[min(places)].concepts.add(slug)
