"""Counts beside the hits: how many posts each filter would leave, in one pass over what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from intercity.search import schema as fields
from intercity.search.asking import Question, period_bounds

# More values than all parameters have together, and more organisations than there are.
MOST_VALUES = 10_000
MOST_ORGANISATIONS = 60_000

Counts = dict[str, dict[str, int]]


def count_facets(question: Question) -> tuple[int, Counts]:
    """How many posts were found, and how many for each parameter and value."""
    bounds = period_bounds(timezone.now())
    limits = [first for _, first in bounds]
    ranges = [{"from": begin, "to": end} for begin, end in zip(limits, limits[1:], strict=False)]
    found = question.snapshot.aggregate(
        question.query,
        {
            "values": {"terms": {"field": fields.FILTERS, "size": MOST_VALUES}},
            "periods": {"range": {"field": fields.PUBLISHED, "ranges": [*ranges, {"from": limits[-1]}]}},
        },
    )
    counts = split_values(found["values"]["buckets"])
    parts = sorted(found["periods"]["buckets"], key=lambda bucket: bucket.get("from", float("-inf")))
    counts["period"] = sum_up([name for name, _ in bounds], [int(part["doc_count"]) for part in parts[1:]])
    return sum(int(part["doc_count"]) for part in parts), counts


def split_values(buckets: list[dict[str, Any]]) -> Counts:
    """`topic:food` 3 and `topic:water` 2 give `{"topic": {"food": 3, "water": 2}}`."""
    counts: Counts = {}
    for bucket in buckets:
        param, _, value = str(bucket["key"]).partition(":")
        counts.setdefault(param, {})[value] = int(bucket["doc_count"])
    return counts


def sum_up(names: list[str], parts: list[int]) -> dict[str, int]:
    """Each period holds the shorter ones: counts by name, without empty ones."""
    sums = {name: sum(parts[place:]) for place, name in enumerate(names)}
    return {name: count for name, count in sums.items() if count}


def count_organisations(question: Question) -> Mapping[int, int]:
    """How many posts were found of each organisation, by its key."""
    wanted = {"each": {"terms": {"field": fields.ORGANISATION, "size": MOST_ORGANISATIONS}}}
    buckets = question.snapshot.aggregate(question.query, wanted)["each"]["buckets"]
    return {int(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
