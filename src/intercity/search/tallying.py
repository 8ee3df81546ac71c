"""How much each organisation has among what was found, and how new it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from intercity.organisations.viewers import Viewer
from intercity.search import schema as fields
from intercity.search.asking import Question
from intercity.search.counting import MOST_ORGANISATIONS, count_organisations
from intercity.search.finding import Query, ask, report

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# To look for the newest costs twenty times as much for each post as to count it. Beyond so many posts the database
# is quicker: it looks at one post of each organisation.
MOST_LOOKED_AT = 50_000


@dataclass(frozen=True)
class Tally:
    """Posts by the key of their organisation, and how far the index had come when they were counted.

    `newest` is when each one's newest was published, None where there were too many posts to look. `cursor` is the
    last act that the figures hold whole; 0 while the index still renews posts after an older act.
    """

    posts: Mapping[int, int]
    newest: Mapping[int, datetime] | None
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
    posts, state = count_organisations(question), question.snapshot.state
    newest = newest_of_each(question) if sum(posts.values()) <= MOST_LOOKED_AT else None
    return Tally(posts, newest, 0 if state.sweeps else state.cursor)


def newest_of_each(question: Question) -> dict[int, datetime]:
    """When the newest post of each organisation was published, in one pass over what was found."""
    newest = {"newest": {"max": {"field": fields.PUBLISHED}}}
    each = {"terms": {"field": fields.ORGANISATION, "size": MOST_ORGANISATIONS}, "aggs": newest}
    buckets = question.snapshot.aggregate(question.query, {"each": each})["each"]["buckets"]
    # A double holds microseconds exactly until the year 2255.
    return {int(one["key"]): EPOCH + timedelta(microseconds=int(one["newest"]["value"])) for one in buckets}
