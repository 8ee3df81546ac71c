"""The posts in an index of the benchmark's own, to compare ways to ask it: plain BM25, and other weights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from tantivy import Document, Index, Occur, SchemaBuilder
from tantivy import Query as Clauses

from benchmarks.quality_judged import Groups, Judged
from benchmarks.quality_scores import collapsed, folds, mean, ndcg, recall
from intercity.search.documents import posts_for_index, search_text
from intercity.search.words import Weights, add_text_fields, build_text_query, rarity_in, text_values
from intercity.search.words.building import WEIGHTS

DEPTH, CHUNK = 200, 1_000
WORD = re.compile(r"\w+")
# What the cross-check chooses from, one weight after the other; it begins with the first of each, which are plain.
CHOICES: dict[str, tuple[float, ...]] = {
    "concept": (1.0, 0.9, 0.7),
    "phrase": (1.0, 1.5, 2.0),
    "family": (0.0, 0.4, 0.7, 1.0),
    "topic": (0.0, 0.1, 0.3),
    "tie": (0.0, 0.05, 0.2),
}


class Bench:
    """All posts in memory; ranks groups for a text."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        builder = SchemaBuilder()
        add_text_fields(builder)
        builder.add_text_field("plain")
        builder.add_integer_field("pk", fast=True)
        self.schema = builder.build()
        self.index = Index(self.schema)
        self._fill()
        self.searcher = self.index.searcher()
        self._rarity = rarity_in(self.searcher)

    def plain(self, text: str) -> list[str]:
        """Title and text by BM25, words as they are spelt, in lower case."""
        words = [Clauses.term_query(self.schema, "plain", word.lower()) for word in WORD.findall(text)]
        return self._ranked(Clauses.boolean_query([(Occur.Should, word) for word in words]))

    def with_weights(self, text: str, weights: Weights) -> list[str]:
        """As the product asks, with other weights."""
        query = build_text_query(self.schema, text, "en", self._knows, self._rarity, weights)
        return self._ranked(query) if query is not None else []

    def _knows(self, field: str, term: str) -> bool:
        return self.searcher.doc_freq(field, term) > 0

    def _ranked(self, query: Clauses) -> list[str]:
        hits = self.searcher.search(query, DEPTH, count=False).hits
        keys = self.searcher.fast_field_values("pk", [address for _score, address in hits])
        return collapsed(self.groups[int(pk or 0)] for pk in keys)

    def _fill(self) -> None:
        writer = self.index.writer(60_000_000, 1)
        keys = sorted(self.groups)
        for start in range(0, len(keys), CHUNK):
            for post in posts_for_index(pk__in=keys[start : start + CHUNK]):
                text = search_text(post, "")
                values = {**text_values(text), "plain": f"{text.title}\n{text.body}", "pk": post.pk}
                writer.add_document(Document.from_dict(values, self.schema))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()


def cross_check(judged: Sequence[Judged], bench: Bench) -> dict[str, dict[str, float]]:
    """The figures when each fifth of the queries is scored with weights that were chosen on the others."""
    names = [each.name for kind in ("en", "other") for each in judged if each.kind == kind]
    by_name = {each.name: each for each in judged}
    rows = list[tuple[str, float, float]]()
    for fold in folds(names):
        weights = chosen([each for each in judged if each.name not in fold], bench)
        for each in (by_name[name] for name in fold):
            ranked = bench.with_weights(each.text, weights)
            rows.append((each.kind, ndcg(ranked, each.gold), recall(ranked, each.gold)))
    return {
        name: {kind: round(mean([row[at] for row in rows if row[0] == kind]), 3) for kind in ("en", "other")}
        for at, name in ((1, "ndcg@10"), (2, "recall@20"))
    }


def chosen(judged: Sequence[Judged], bench: Bench) -> Weights:
    """The weights that score best on these queries, looked for one after the other, beginning from plain ones."""
    best = replace(WEIGHTS, **{name: values[0] for name, values in CHOICES.items()})
    for name, values in CHOICES.items():
        best = max((replace(best, **{name: value}) for value in values), key=lambda each: worth(judged, bench, each))
    return best


def worth(judged: Sequence[Judged], bench: Bench, weights: Weights) -> float:
    """Mean of nDCG and recall over the queries, English and others counting half each."""
    rows = [(each, bench.with_weights(each.text, weights)) for each in judged]
    scored = [(each.kind, ndcg(ranked, each.gold) + recall(ranked, each.gold)) for each, ranked in rows]
    return fmean(mean([value for kind, value in scored if kind == one]) for one in ("en", "other")) / 2
