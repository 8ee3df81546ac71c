"""How much each organisation has among what was found, and how new it is: one pass over the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from intercity.organisations.viewers import Viewer
from intercity.search import schema as fields
from intercity.search.asking import Question
from intercity.search.counting import MOST_ORGANISATIONS
from intercity.search.finding import Query, ask, report

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Figure:
    """How many posts an organisation has in a list, and when the newest was published."""

    posts: int
    newest: datetime


@dataclass(frozen=True)
class Tally:
    """Figures by the key of the organisation, and how far the index had come when they were taken.

    `cursor` is the last act that they hold whole; 0 while the index still renews posts after an older act.
    """

    figures: Mapping[int, Figure]
    cursor: int


def tally_organisations(viewer: Viewer, query: Query) -> Tally | None:
    """Figures of every organisation of which `viewer` may see a post that answers `query`.

    As exact as `finding.find`: what was narrowed is not counted from its commit on; what is new comes a moment
    later. None while the index cannot answer.
    """
    try:
        question = ask(viewer, query)
        return None if question is None else tally(question)
    except fields.BrokenIndexError:
        report()
        return None


def tally(question: Question) -> Tally:
    """The figures of what a question finds."""
    newest = {"newest": {"max": {"field": fields.PUBLISHED}}}
    each = {"terms": {"field": fields.ORGANISATION, "size": MOST_ORGANISATIONS}, "aggs": newest}
    buckets = question.snapshot.aggregate(question.query, {"each": each})["each"]["buckets"]
    state = question.snapshot.state
    return Tally({int(one["key"]): make_figure(one) for one in buckets}, 0 if state.sweeps else state.cursor)


def make_figure(bucket: Mapping[str, Any]) -> Figure:
    """The figure of one organisation; a double holds microseconds exactly until the year 2255."""
    at = EPOCH + timedelta(microseconds=int(bucket["newest"]["value"]))
    return Figure(int(bucket["doc_count"]), at)
