"""From a wish to a query of the index: few clauses, each a term, so that twenty words cost milliseconds.

Scores are BM25 (Robertson and Zaragoza, 2009), of stems and of concepts. A word and the concept it stands
for are one part of a wish, and the better of the two counts (disjunction maximum).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from tantivy import Occur, Query, Schema, Searcher

from intercity.search.words.thesaurus import families
from intercity.search.words.understanding import Part, Place, Wish, understand

# Whether any post that the asking viewer may see has this term in this field. A question must not tell by its
# answer which words stand in posts that are hidden from its asker, so nothing else may decide about "unknown words".
Knows = Callable[[str, str], bool]


# How rare a term is in a field: the idf of BM25, zero or more. Two ways to say one thing are weighed by it.
Rarity = Callable[[str, str], float]


@dataclass(frozen=True)
class Weights:
    """What counts how much. Chosen by `benchmarks search_quality`, where the cross-check stands too."""

    word: float = 1.0
    concept: float = 0.9
    tie: float = 0.05
    phrase: float = 1.4
    topic: float = 0.1
    name: float = 1.5
    thread: float = 0.3
    typo: float = 0.6
    family: float = 0.7


WEIGHTS = Weights()
# From this length on a word that nobody wrote is searched with a mistake in it, and at most so many of them.
_FUZZY_FROM, _MOST_FUZZY = 5, 3
# Wishes of more words than this are long.
_LONG = 10
_COMMON = 6.0


def rarity_in(searcher: Searcher) -> Rarity:
    """Return the rarity of terms in the index as `searcher` sees it."""

    @cache
    def rarity(field: str, term: str) -> float:
        found, size = searcher.doc_freq(field, term), searcher.num_docs
        return math.log(1 + (size - found + 0.5) / (found + 0.5)) if found else 0.0

    return rarity


def build_text_query(
    schema: Schema,
    text: str,
    language: str,
    knows: Knows = lambda field, term: True,
    rarity: Rarity = lambda field, term: _COMMON,
    weights: Weights = WEIGHTS,
) -> Query | None:
    """The query for what a person typed, in an interface of `language`; None when there is no word in it.

    User text never reaches a query parser. The number of words is bounded.
    """
    wish = understand(text, language)
    return _Builder(schema, knows, rarity, weights).query(wish) if wish.parts else None


class _Builder:
    def __init__(self, schema: Schema, knows: Knows, rarity: Rarity, weights: Weights) -> None:
        self.schema, self.knows, self.rarity, self.weights = schema, knows, rarity, weights
        self.fuzzy_left = _MOST_FUZZY

    def query(self, wish: Wish) -> Query:
        """Every part and phrase of a wish, as many as there are."""
        if len(wish.parts) > _LONG:  # Many words say enough; what is merely like them would double the cost.
            self.weights = replace(self.weights, family=0.0)
        weights = self.weights
        clauses = [self.section(places, wish) for places in sections(wish)]
        clauses += [self.term("concepts", slug, weights.topic) for slug in sorted(wish.topics)]
        return Query.boolean_query([(Occur.Should, clause) for clause in clauses])

    def section(self, places: list[Place], wish: Wish) -> Query:
        """Words that a phrase joins: the phrase's concept, or the words one by one, whichever says more."""
        words = either([self.part(wish.parts[place]) for place in places])
        wanted = sorted({each.concept for each in wish.phrases if each.places <= set(places)})
        ways = [self.said("concepts", each, self.weights.phrase) for each in wanted]
        ways += [
            self.said("concepts", each, self.weights.family * self.weights.phrase) for each in self.families(wanted)
        ]
        return Query.disjunction_max_query([words, *ways], self.weights.tie) if ways else words

    def part(self, part: Part) -> Query:
        """One word: the best of its stems, its concepts and the names it may be."""
        weights = self.weights
        terms = [("words", stem, weights.word) for stem in sorted(part.stems)]
        terms += [("concepts", slug, weights.concept) for slug in sorted(part.concepts)]
        terms += [] if part.stems else [("spelt", part.plain, weights.word)]
        # Two ways to say one thing are as rare as the more frequent of them.
        rarity = min((self.rarity(field, term) or 99.0 for field, term, _weight in terms), default=0.0)
        ways = [self.said(field, term, weight, rarity) for field, term, weight in terms if self.rarity(field, term)]
        ways += [self.said("concepts", each, weights.family) for each in self.families(part.concepts)]
        ways += [self.term("names", part.plain, weights.name)]
        ways += [self.term("thread", stem, weights.thread) for stem in sorted(part.stems)]
        ways += self.misspelt(part)
        return Query.disjunction_max_query(ways, weights.tie)

    def families(self, concepts: Iterable[str]) -> list[str]:
        """The families of some concepts, where they count."""
        return sorted({each for slug in concepts for each in families().get(slug, ())}) if self.weights.family else []

    def said(self, field: str, term: str, weight: float, rarity: float = 0.0) -> Query:
        """One term, weighed as if it were as rare as `rarity` says, where it says so."""
        own = self.rarity(field, term)
        return self.term(field, term, weight * rarity / own if own and rarity else weight)

    def misspelt(self, part: Part) -> Iterator[Query]:
        """The word with one mistake, where nobody wrote it as it stands."""
        if part.concepts or len(part.plain) < _FUZZY_FROM or not self.fuzzy_left or self.is_known(part):
            return
        self.fuzzy_left -= 1
        misspelt = Query.fuzzy_term_query(self.schema, "spelt", part.plain, 1, prefix=True)
        yield Query.boost_query(misspelt, self.weights.typo * _COMMON)

    def is_known(self, part: Part) -> bool:
        """Whether somebody wrote the word, in any form of it."""
        wanted = {("names", part.plain), ("spelt", part.plain)}
        return any(self.knows(*each) for each in wanted | {("words", stem) for stem in part.stems})

    def term(self, field: str, value: str, weight: float) -> Query:
        """One term of one field."""
        query = Query.term_query(self.schema, field, value, index_option="freq")
        return query if weight == 1 else Query.boost_query(query, weight)


def either(clauses: list[Query]) -> Query:
    """Any of the clauses; their scores add up."""
    return clauses[0] if len(clauses) == 1 else Query.boolean_query([(Occur.Should, clause) for clause in clauses])


def sections(wish: Wish) -> list[list[Place]]:
    """The places of a wish in groups: those that a phrase joins are together, every other one is alone."""
    groups: list[set[Place]] = [{place} for place in sorted(wish.parts)]
    for phrase in wish.phrases:
        joined = [group for group in groups if group & phrase.places]
        groups = [group for group in groups if not group & phrase.places] + [set().union(*joined)]
    return sorted(sorted(group) for group in groups)
