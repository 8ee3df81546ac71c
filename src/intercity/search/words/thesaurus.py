"""The thesaurus: words and phrases of many languages, each with the concepts they stand for.

Two sources, both plain data that people edit: `search/data/concepts-*.json` (fine: one concept for each
thing that cities name) and the topics and groups of `spaces/data` with their synonyms (coarse).
A concept is a slug; a topic or group found by a synonym is written `topic:slug` or `group:slug`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import NamedTuple

from intercity.search.words.splitting import folded, raw_words
from intercity.search.words.stemming import stem
from intercity.search.words.stopwords import says_nothing

LONGEST_PHRASE = 5


class Found(NamedTuple):
    """A concept in a list of stems: where it begins, how many stems it takes, its slugs."""

    start: int
    length: int
    slugs: tuple[str, ...]


@dataclass
class Phrases:
    """The words and phrases of one language, as stems joined by a space."""

    slugs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    """First stem → how many stems the longest phrase with it has, where more than one."""
    vocabulary: set[str] = field(default_factory=set)
    """Every stem of any of them."""
    _of_concept: dict[str, list[str]] = field(default_factory=dict)
    _written: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def add(self, stems: list[str], slug: str) -> None:
        """Take one word or phrase in; without stems, or too long, it is left out."""
        if not 0 < len(stems) <= LONGEST_PHRASE:
            return
        key = " ".join(stems)
        self.vocabulary.update(stems)
        if slug not in self.slugs.get(key, ()):
            self.slugs[key] = (*self.slugs.get(key, ()), slug)
            self._of_concept.setdefault(slug, []).append(key)
        if len(stems) > 1:
            self.longest[stems[0]] = max(len(stems), self.longest.get(stems[0], 0))

    def written_for(self, concepts: Iterable[str]) -> Iterator[str]:
        """Yield every word and phrase that stands for one of the concepts, as stems joined by a space."""
        for slug in concepts:
            yield from self._of_concept.get(slug, ())

    def written(self, stems: list[str]) -> list[str]:
        """Return what the index says of a text: its concepts and their families, as often as they stand there.

        Topics are not among them: a post has those that its author chose.
        """
        written: list[str] = []
        for _start, _length, slugs in self.find(stems):
            known = self._written.get(slugs)
            if known is None:
                own = [slug for slug in slugs if ":" not in slug]
                kin = dict.fromkeys(each for slug in own for each in families().get(slug, ()))
                known = self._written[slugs] = (*own, *kin)
            written += known
        return written

    def find(self, stems: list[str]) -> Iterator[Found]:
        """Yield every concept in a list of stems, those inside longer ones too."""
        slugs, longest = self.slugs, self.longest
        for start, first in enumerate(stems):
            if first in slugs:
                yield Found(start, 1, slugs[first])
            if first in longest:
                for length in range(2, longest[first] + 1):
                    found = slugs.get(" ".join(stems[start : start + length]))
                    if found and start + length <= len(stems):
                        yield Found(start, length, found)


_NOTHING = Phrases()


def phrases_in(language: str) -> Phrases:
    """Return the thesaurus in one language; empty for a language it does not have."""
    return _all_phrases().get(language) or _NOTHING


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that the thesaurus has."""
    return tuple(_all_phrases())


@cache
def _all_phrases() -> dict[str, Phrases]:
    """The thesaurus, read once (about half a second of one processor, 10 MB)."""
    made: dict[str, Phrases] = {}
    for slug, words in (*_files("intercity.search", "concepts-"), *_terms()):
        for language, phrases in words.items():
            mine = made.setdefault(language, Phrases())
            for phrase in phrases:
                mine.add(_plain_stems(phrase, language), slug)
    return dict(sorted(made.items()))


@cache
def families() -> dict[str, tuple[str, ...]]:
    """Return for each concept the families that it belongs to, as the index writes them: `~name`.

    A family is a set of concepts that people think of together (nurse, doctor, hospital staff), from
    `search/data/families.json`: what names none of the wanted things, but one like it, is found after those.
    """
    text = resources.files("intercity.search").joinpath("data/families.json").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for family, members in json.loads(text).items():
        for slug in members:
            found.setdefault(slug, []).append(f"~{family}")
    return {slug: tuple(names) for slug, names in found.items()}


def _plain_stems(phrase: str, language: str) -> list[str]:
    """The stems of a phrase; none where small words carried its meaning ("people in need" is more than people)."""
    plain = [(raw, folded(raw)) for raw in raw_words(phrase)]
    kept = [word for raw, word in plain if word and not says_nothing(raw, word, language)]
    lost = [word for _raw, word in plain if len(word) > 1 and word not in kept]
    return [] if lost and len(kept) == 1 else [stem(word, language) for word in kept]


def _files(package: str, beginning: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    for path in sorted(resources.files(package).joinpath("data").iterdir(), key=lambda each: each.name):
        if path.name.startswith(beginning) and path.name.endswith(".json"):
            yield from json.loads(path.read_text(encoding="utf-8")).items()


def _terms() -> Iterator[tuple[str, dict[str, list[str]]]]:
    for kind in ("topic", "group"):
        text = resources.files("intercity.spaces").joinpath(f"data/{kind}s.json").read_text(encoding="utf-8")
        for term in json.loads(text):
            languages = {*term["labels"], *term["synonyms"]}
            yield (
                f"{kind}:{term['slug']}",
                {each: [*_listed(term["labels"].get(each)), *term["synonyms"].get(each, ())] for each in languages},
            )


def _listed(label: str | None) -> Iterable[str]:
    return [label] if label else []
