"""From a wish to a query of the index: few clauses, each a term, so that twenty words cost milliseconds.

Scores are BM25 (Robertson and Zaragoza, 2009), of stems and of concepts. A word and the concept it stands
for are one part of a wish, and the better of the two counts (disjunction maximum).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tantivy import Occur, Query, Schema

from intercity.search.words.understanding import Part, Wish, understand

# Whether any post that the asking viewer may see has this term in this field. A question must not tell by its
# answer which words stand in posts that are hidden from its asker, so nothing else may decide about "unknown words".
Knows = Callable[[str, str], bool]


@dataclass(frozen=True)
class Weights:
    """What counts how much. Chosen by `benchmarks search_quality`, where the cross-check stands too."""

    word: float = 1.0
    concept: float = 1.0
    tie: float = 0.3
    phrase: float = 1.0
    near: float = 0.5
    topic: float = 0.3
    name: float = 1.5
    thread: float = 0.3
    typo: float = 2.0
    present: float = 0.0


WEIGHTS = Weights()
# From this length on a word that nobody wrote is searched with a mistake in it, and at most so many of them.
_FUZZY_FROM, _MOST_FUZZY = 5, 3
_NEAR_SLOP = 2


def build_text_query(
    schema: Schema,
    text: str,
    language: str,
    knows: Knows = lambda field, term: True,
    weights: Weights = WEIGHTS,
) -> Query | None:
    """The query for what a person typed, in an interface of `language`; None when there is no word in it.

    User text never reaches a query parser. The number of words is bounded.
    """
    wish = understand(text, language)
    return _Builder(schema, knows, weights).query(wish) if wish.parts else None


class _Builder:
    def __init__(self, schema: Schema, knows: Knows, weights: Weights) -> None:
        self.schema, self.knows, self.weights = schema, knows, weights
        self.fuzzy_left = _MOST_FUZZY

    def query(self, wish: Wish) -> Query:
        weights = self.weights
        clauses = [self.part(part) for part in wish.parts]
        clauses += [self.term("concepts", slug, weights.phrase) for slug in sorted(wish.phrases)]
        clauses += [self.term("concepts", slug, weights.topic) for slug in sorted(wish.topics)]
        clauses += self.neighbours(wish.parts)
        return Query.boolean_query([(Occur.Should, clause) for clause in clauses])

    def part(self, part: Part) -> Query:
        """One word: the best of its stems, its concepts and the names it may be."""
        weights = self.weights
        ways = [self.term("words", stem, weights.word) for stem in sorted(part.stems)]
        ways += [self.term("concepts", slug, weights.concept) for slug in sorted(part.concepts)]
        ways += [self.term("names", part.plain, weights.name)]
        ways += [self.term("thread", stem, weights.thread) for stem in sorted(part.stems)]
        ways += self.misspelt(part)
        if not part.stems:
            ways.append(self.term("spelt", part.plain, weights.word))
        best = Query.disjunction_max_query(ways, weights.tie)
        if not weights.present:
            return best
        always = Query.const_score_query(best, weights.present)
        return Query.boolean_query([(Occur.Should, best), (Occur.Should, always)])

    def misspelt(self, part: Part) -> Iterator[Query]:
        """The word with one mistake, where nobody wrote it as it stands."""
        if part.concepts or len(part.plain) < _FUZZY_FROM or not self.fuzzy_left or self.is_known(part):
            return
        self.fuzzy_left -= 1
        misspelt = Query.fuzzy_term_query(self.schema, "spelt", part.plain, 1, prefix=True)
        yield Query.boost_query(misspelt, self.weights.typo)

    def is_known(self, part: Part) -> bool:
        """Whether somebody wrote the word, in any form of it."""
        wanted = {("names", part.plain), ("spelt", part.plain)}
        return any(self.knows(*each) for each in wanted | {("words", stem) for stem in part.stems})

    def neighbours(self, parts: list[Part]) -> list[Query]:
        """Words that stand together in the question and near each other in the text."""
        if not self.weights.near:
            return []
        pairs = zip(parts, parts[1:], strict=False)
        return [self.near(min(one.stems), min(two.stems)) for one, two in pairs if one.stems and two.stems]

    def near(self, one: str, two: str) -> Query:
        return Query.boost_query(
            Query.phrase_query(self.schema, "words", [one, two], slop=_NEAR_SLOP), self.weights.near
        )

    def term(self, field: str, value: str, weight: float) -> Query:
        query = Query.term_query(self.schema, field, value, index_option="freq")
        return query if weight == 1 else Query.boost_query(query, weight)
