"""From what a viewer asks to a query of the index: who may see, what is filtered, what has just changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language
from tantivy import FieldType, Occur, Query

from intercity.activity.models import Activity
from intercity.organisations.viewers import Viewer
from intercity.posts.filters.scales import PERIODS
from intercity.posts.visibility import NETWORK_AUDIENCE, audiences_of
from intercity.search import schema as fields
from intercity.search.acts import may_narrow
from intercity.search.documents import microseconds
from intercity.search.replica import Snapshot, replica
from intercity.search.words import build_text_query, rarity_in

LONGEST_TEXT: Final = 2_000
# An index that is further behind than so many acts does not answer: the worker is away.
MOST_ACTS: Final = 20_000
# A word that stands in so many posts is nobody's secret: that it is known may be told to everybody.
COMMON: Final = 1_000

Filter = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """A query and the state of the index that it is put to."""

    snapshot: Snapshot
    query: Query


def put(viewer: Viewer, text: str, filters: Iterable[Filter]) -> Question | None:
    """The question of `viewer`; None while the index cannot answer.

    Acts that the index does not hold yet are read first, after the index's own state was taken: posts that they
    may have narrowed are left out, so a narrower label holds for every search that begins after its commit.
    """
    snapshot = replica.snapshot()
    hidden = None if snapshot is None else narrowed_since(snapshot)
    if snapshot is None or hidden is None:
        return None
    asker = Asker(viewer, snapshot)
    parts = [(Occur.Must, asker.audience), *((Occur.Must, one) for one in asker.filters(filters))]
    if hidden:
        parts.append((Occur.MustNot, Query.term_set_query(snapshot.schema, fields.KEY, sorted(hidden))))
    words = clean(text)
    if words:
        parts.append((Occur.Must, asker.words(words)))
    return Question(snapshot, Query.boolean_query(parts))


def narrowed_since(snapshot: Snapshot) -> set[str] | None:
    """Uids of the posts that acts after the snapshot may have narrowed; None when the two do not belong together."""
    state = snapshot.state
    acts = Activity.objects.filter(pk__gte=state.cursor).order_by("pk").values_list("pk", "at", "verb", "root_uid")
    rows = list(acts[: MOST_ACTS + 2])
    if state.cursor and (not rows or (rows[0][0], rows[0][1].isoformat()) != (state.cursor, state.at)):
        return None
    newer = rows[1:] if state.cursor else rows
    return None if len(newer) > MOST_ACTS else {root for _, _, verb, root in newer if may_narrow(verb, root)}


def clean(text: str) -> str:
    """What a person typed, without what nobody sees (zero-width and control characters), and not too long."""
    shown = (" " if char.isspace() else char for char in text[: 4 * LONGEST_TEXT])
    kept = "".join(char for char in shown if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return kept.strip()[:LONGEST_TEXT]


class Asker:
    """Makes the parts of one viewer's query. Parts that only filter add nothing to the score."""

    def __init__(self, viewer: Viewer, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._schema = snapshot.schema
        audiences = sorted(audiences_of(viewer))
        self._sees_all = NETWORK_AUDIENCE in audiences
        self.audience = silent(self._one_of(fields.AUDIENCE, audiences))

    def filters(self, wanted: Iterable[Filter]) -> Iterator[Query]:
        """One part for each `(parameter, value)` of the address."""
        for param, value in wanted:
            period = PERIODS.get(value) if param == "period" else None
            yield self._has(param, value) if period is None else self._since(period)

    def words(self, text: str) -> Query:
        """What the posts shall say; a text without words finds nothing."""
        rarity = rarity_in(self._snapshot.searcher)
        query = build_text_query(self._schema, text, get_language() or "en", self.knows, rarity)
        return query if query is not None else Query.empty_query()

    def knows(self, field: str, term: str) -> bool:
        """Whether the viewer may find the term: whatever depends on it tells nothing of hidden posts."""
        count = self._snapshot.searcher.doc_freq(field, term)
        if not count or self._sees_all or count >= COMMON:
            return count > 0
        both = [(Occur.Must, self.audience), (Occur.Must, Query.term_query(self._schema, field, term, "basic"))]
        return self._snapshot.any_of(Query.boolean_query(both))

    def _has(self, param: str, value: str) -> Query:
        return silent(Query.term_query(self._schema, fields.FILTERS, f"{param}:{value}", "basic"))

    def _since(self, period: timedelta) -> Query:
        first = microseconds(timezone.now() - period)
        return silent(Query.range_query(self._schema, fields.PUBLISHED, FieldType.Integer, lower_bound=first))

    def _one_of(self, field: str, values: Sequence[str]) -> Query:
        terms = [Query.term_query(self._schema, field, value, "basic") for value in values]
        return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])


def silent(query: Query) -> Query:
    """The same filter without a say in the order."""
    return Query.const_score_query(query, 0.0)


def period_bounds(now: datetime) -> list[tuple[str, int]]:
    """For each period its value and first moment, the longest first."""
    return [(name, microseconds(now - period)) for name, period in reversed(PERIODS.items())]
