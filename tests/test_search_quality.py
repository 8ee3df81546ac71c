"""The scores that the search is judged by."""

from __future__ import annotations

import pytest

from benchmarks.quality_scores import collapsed, folds, ndcg, recall

GOLD = {"a": 2, "b": 1}


def test_the_best_order_scores_one_and_a_worse_one_less() -> None:
    assert ndcg(["a", "b", "x"], GOLD) == pytest.approx(1.0)
    assert 0 < ndcg(["x", "b", "a"], GOLD) < ndcg(["b", "a"], GOLD) < 1


def test_what_stands_too_far_down_counts_nothing() -> None:
    assert ndcg([*"0123456789", "a"], GOLD) == 0
    assert recall([*map(str, range(20)), "a"], GOLD) == 0
    assert recall([*map(str, range(19)), "a"], GOLD) == 0.5


def test_equal_texts_count_once_at_their_best_rank() -> None:
    assert collapsed(["x", "a", "x", "a", "b"]) == ["x", "a", "b"]


def test_folds_hold_each_query_once() -> None:
    parts = folds([str(number) for number in range(13)])
    assert len(parts) == 5
    assert sorted(sum(parts, []), key=int) == [str(number) for number in range(13)]
