"""How good a ranking is: nDCG and recall against judged rows, identical texts collapsed. Pure functions.

A text that stands in several rows or posts is one group: it counts once, at its best rank, with its best grade.
The gain of a group is its grade (2 or 1), zero where nobody judged it; nDCG after Järvelin and Kekäläinen (2002).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

Gold = Mapping[Hashable, int]
"""Group → grade."""

NDCG_AT, RECALL_AT = 10, 20


def collapsed(ranked: Iterable[Hashable]) -> list[Hashable]:
    """Each group once, where it stands first."""
    return list(dict.fromkeys(ranked))


def ndcg(ranked: Sequence[Hashable], gold: Gold, at: int = NDCG_AT, gain: Callable[[int], float] = float) -> float:
    """Discounted gain of the first `at` groups, as a share of the best possible; 0 where nothing is judged."""
    best = discounted(sorted((gain(grade) for grade in gold.values()), reverse=True)[:at])
    return discounted([gain(gold.get(group, 0)) for group in ranked[:at]]) / best if best else 0.0


def discounted(gains: Sequence[float]) -> float:
    """The sum of gains, each divided by the logarithm of its rank."""
    return sum(each / math.log2(rank + 2) for rank, each in enumerate(gains))


def recall(ranked: Sequence[Hashable], gold: Gold, at: int = RECALL_AT) -> float:
    """Share of the judged groups among the first `at`."""
    return len(set(ranked[:at]) & gold.keys()) / len(gold) if gold else 0.0


def mean(values: Sequence[float]) -> float:
    """The mean, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def folds(names: Sequence[str], count: int = 5) -> list[list[str]]:
    """The names in `count` parts of nearly equal size, in turn."""
    return [list(names[start::count]) for start in range(count)]
