"""The part of `search_quality` that runs inside the installation: asks every query and scores the answers.

`python -m benchmarks.quality_asking QUERIES FILE…` prints one JSON object last.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import django

django.setup()

from benchmarks.quality_bench import Bench, cross_check  # noqa: E402
from benchmarks.quality_judged import Judged, groups_of_posts, judged_queries  # noqa: E402
from benchmarks.quality_scores import collapsed, mean, ndcg, recall  # noqa: E402
from intercity.organisations.viewers import PUBLIC  # noqa: E402
from intercity.search.finding import Query, find  # noqa: E402

# So many posts are looked at, that twenty groups are left after equal texts are collapsed.
DEPTH, PAGE = 200, 25
Rank = Callable[[Judged], Sequence[str]]


def main() -> None:
    """Print the figures."""
    queries, *files = map(Path, sys.argv[1:])
    groups = groups_of_posts()
    judged = judged_queries(queries, files, groups)
    began = time.process_time()
    answers = {each.name: collapsed(groups[pk] for pk in found(each.text)) for each in judged}
    took = (time.process_time() - began) * 1000 / max(1, len(judged) * DEPTH / PAGE)
    bench = Bench(groups)
    print(json.dumps(
        {
            **scores(judged, lambda each: answers[each.name]),
            "queries": len(judged),
            "find_cpu_ms": round(took, 1),
            "cross_check": cross_check(judged, bench),
            "plain_bm25": scores(judged, lambda each: bench.plain(each.text)),
            "by_query": {each.name: by_query(answers[each.name], each) for each in judged},
        }
    ))  # fmt: skip


def found(text: str) -> list[int]:
    """Keys of the posts that the search shows to somebody who is not signed in, best first."""
    keys: list[int] = []
    for start in range(0, DEPTH, PAGE):
        page = find(PUBLIC, Query(text=text, offset=start, size=PAGE, facets=False))
        if not page.ready:
            raise RuntimeError("the search index is not ready")
        keys += [post.pk for post in page.posts]
    return keys


def scores(judged: Sequence[Judged], rank: Rank) -> dict[str, dict[str, float]]:
    """nDCG@10 and recall@20, each the mean over the English queries and over the others."""
    rows = [(each.kind, ndcg(rank(each), each.gold), recall(rank(each), each.gold)) for each in judged]
    return {
        name: {kind: round(mean([row[at] for row in rows if row[0] == kind]), 3) for kind in ("en", "other")}
        for at, name in ((1, "ndcg@10"), (2, "recall@20"))
    }


def by_query(ranked: Sequence[str], each: Judged) -> dict[str, Any]:
    """The figures of one query."""
    return {
        "lang": each.language,
        "ndcg@10": round(ndcg(ranked, each.gold), 3),
        "recall@20": round(recall(ranked, each.gold), 3),
    }


if __name__ == "__main__":
    main()
