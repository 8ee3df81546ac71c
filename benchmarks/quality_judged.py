"""Judged rows of trackers, brought to the posts that the importer made of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intercity.core.text import fold
from intercity.posts.models import Origin, Post
from intercity.transfer.importing.content import record_key, tracker_key
from intercity.transfer.reading.measure import Measure
from intercity.transfer.reading.measures import read_measures

Groups = Mapping[int, str]
"""Key of a post → what it shares with the posts of the same text."""
# (file without its ending, the tracker's own id of a row) → the measures that such rows became.
Measures = Mapping[tuple[str, str], Sequence[Measure]]


@dataclass(frozen=True)
class Judged:
    """One query with the grades of the texts that somebody judged."""

    name: str
    language: str
    text: str
    gold: Mapping[str, int]

    @property
    def kind(self) -> str:
        """Under which key its figures stand."""
        return "en" if self.language == "en" else "other"


def group_of(text: str) -> str:
    """Equal for equal texts, whatever their spaces and punctuation."""
    return fold(text)


def groups_of_posts() -> dict[int, str]:
    """The group of every post."""
    return {pk: group_of(body) for pk, body in Post.objects.values_list("pk", "body").iterator()}


def judged_queries(queries: Path, files: Iterable[Path], groups: Groups) -> list[Judged]:
    """The queries of a file with their grades by group; LookupError for a row that is in no post."""
    measures, posts = measures_in(files), posts_by_origin()
    lines = [json.loads(line) for line in queries.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Judged(line["id"], line["lang"], line["q"], gold_of(line["relevant"], measures, posts, groups))
        for line in lines
    ]


def measures_in(files: Iterable[Path]) -> Measures:
    """Every measure of the files under each of its rows' ids."""
    found = defaultdict[tuple[str, str], list[Measure]](list)
    for path in files:
        for each in read_measures(path):
            if isinstance(each, Measure):
                for name in each.record_ids or (each.record_id,):
                    found[each.dataset, name].append(each)
    return found


def posts_by_origin() -> dict[tuple[str, str], int]:
    """(tracker, record) → key of the post."""
    return {(tracker, record): pk for pk, tracker, record in Origin.objects.values_list("post", "tracker", "record")}


def gold_of(
    rows: Iterable[dict[str, Any]], measures: Measures, posts: Mapping[tuple[str, str], int], groups: Groups
) -> dict[str, int]:
    """Group → best grade of the judged rows in it."""
    gold: dict[str, int] = {}
    for row in rows:
        measure = measure_of(row, measures)
        post = posts.get((tracker_key(measure.tracker), record_key(measure.key)))
        # A measure that a newer edition dropped or rewrote has no post with its text: then its text is what was judged.
        group = group_of(measure.text) if post is None else groups[post]
        gold[group] = max(row["grade"], gold.get(group, 0))
    return gold


def measure_of(row: Mapping[str, Any], measures: Measures) -> Measure:
    """The measure that a judged row went into: some ids stand twice, then the nearest row above decides."""
    found = measures.get((row["dataset"], row["row_id"]))
    if not found:
        raise LookupError(f"{row['dataset']} has no row {row['row_id']}")
    line = row["row"] + 1  # The header is line 1.
    return min(found, key=lambda each: (each.row > line, abs(each.row - line)))
