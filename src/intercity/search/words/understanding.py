"""From what somebody typed to what they mean: words with their stems, concepts, and phrases of words."""

from __future__ import annotations

from dataclasses import dataclass, field

from intercity.search.words.analysis import analyser, base_language
from intercity.search.words.guessing import guess_languages
from intercity.search.words.splitting import folded, raw_words
from intercity.search.words.thesaurus import Found, phrases_in

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


@dataclass
class Wish:
    """What a question asks for."""

    languages: tuple[str, ...] = ()
    parts: list[Part] = field(default_factory=list)
    phrases: dict[str, int] = field(default_factory=dict)
    """Concept that several words together stand for → how many words."""
    topics: set[str] = field(default_factory=set)

    @property
    def concepts(self) -> set[str]:
        """Every concept it asks for."""
        return {slug for part in self.parts for slug in part.concepts} | self.phrases.keys() | self.topics


def understand(text: str, shown: str) -> Wish:
    """Read a question typed into a page in the language `shown`; a text without any word gives no parts."""
    read = text[:MOST_CHARACTERS]
    raws = list(dict.fromkeys(raw_words(read.lower() if read.isupper() else read)))[: 2 * MOST_WORDS]
    wish = Wish(guess_languages(raws, base_language(shown)))
    parts: dict[Place, Part] = {}
    for language in wish.languages:
        _read(wish, parts, raws, language)
    silent = {at for at, raw in enumerate(raws) if not analyser(wish.languages[0]).stems_of(raw)}
    wish.parts = [parts[place] for place in sorted(parts) if place[0] not in silent][:MOST_WORDS]
    if not wish.parts:  # Nothing but small words: then they are what is asked for, as they are spelt.
        wish.parts = [Part(folded(raw)) for raw in raws[:MOST_WORDS]]
    return wish


def _read(wish: Wish, parts: dict[Place, Part], raws: list[str], language: str) -> None:
    """Add what the words mean in one language."""
    stems, places = list[str](), list[Place]()
    for at, raw in enumerate(raws):
        own = analyser(language).stems_of(raw)
        for number, each in enumerate(own):
            # The parts of a compound are parts of the wish; the whole is another way to say the first of them.
            place = at, max(0, number - 1)
            stems.append(each)
            places.append(place)
            parts.setdefault(place, Part(folded(raw))).stems.add(each)
    for found in phrases_in(language).find(stems):
        _take(wish, parts, places, found)


def _take(wish: Wish, parts: dict[Place, Part], places: list[Place], found: Found) -> None:
    words = {places[at] for at in range(found.start, found.start + found.length)}
    for slug in found.slugs:
        if ":" in slug:
            wish.topics.add(slug)
        elif len(words) > 1:
            wish.phrases[slug] = max(len(words), wish.phrases.get(slug, 0))
        else:
            parts[min(words)].concepts.add(slug)
