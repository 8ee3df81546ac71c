"""From what a viewer asks to a query of the index: who may see, what is filtered, what has just changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language
from tantivy import FieldType, Occur, Query

from intercity.activity.models import Activity
from intercity.organisations.viewers import Viewer
from intercity.posts.filters.scales import PERIODS
from intercity.posts.visibility import NETWORK_AUDIENCE, PUBLIC_AUDIENCE, audiences_of
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
FEW: Final = 16

Filter = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """A query and the state of the index that it is put to."""

    snapshot: Snapshot
    query: Query
    asker: Asker


def put(viewer: Viewer, text: str, filters: Iterable[Filter]) -> Question | None:
    """The question of `viewer`; None while the index cannot answer.

    Acts that the index does not hold yet are read first, after the index's own state was taken: posts that they
    may have narrowed are left out, so a narrower label holds for every search that begins after its commit.
    """
    snapshot = replica.snapshot()
    hidden = None if snapshot is None else narrowed_since(snapshot)
    if snapshot is None or hidden is None:
        return None
    asker = Asker(viewer, snapshot, hidden)
    parts = [*asker.visible, *((Occur.Must, one) for one in asker.filters(filters))]
    words = clean(text)
    if words:
        parts.append((Occur.Must, asker.words(words)))
    return Question(snapshot, Query.boolean_query(parts), asker)


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

    def __init__(self, viewer: Viewer, snapshot: Snapshot, hidden: Collection[str] = ()) -> None:
        self._snapshot = snapshot
        self._schema = snapshot.schema
        self._known: dict[Filter, bool] = {}
        self._count = rarity_in(snapshot.searcher)
        audiences, narrow = audiences_of(viewer), snapshot.searcher.doc_freq(fields.AUDIENCE, fields.NARROW)
        reads_network = NETWORK_AUDIENCE in audiences
        # What is public is for the network, too. One term is found much faster than either of two.
        mine = sorted(audiences - {PUBLIC_AUDIENCE} if reads_network else audiences)
        self._each = [Query.term_query(self._schema, fields.AUDIENCE, one, "basic") for one in mine]
        self._hidden = [(Occur.MustNot, one) for one in self._keys(sorted(hidden))]
        # Whoever reads the network sees all that the index holds, while that holds nothing narrower. Else a word that
        # stands in so many posts stands in some that are for the network, too.
        self._common = 1 if reads_network and not narrow and not hidden else COMMON + narrow
        self.visible = [(Occur.Must, silent(any_of(self._each))), *self._hidden]

    def filters(self, wanted: Iterable[Filter]) -> Iterator[Query]:
        """One part for each `(parameter, value)` of the address."""
        for param, value in wanted:
            period = PERIODS.get(value) if param == "period" else None
            yield self._has(param, value) if period is None else self._since(period)

    def words(self, text: str) -> Query:
        """What the posts shall say; a text without words finds nothing."""
        query = self.like(text, get_language() or "en")
        return query if query is not None else Query.empty_query()

    def like(self, text: str, language: str) -> Query | None:
        """What the posts shall say, in an interface of `language`; None for a text without words."""
        return build_text_query(self._schema, text, language, self.knows, self.rarity)

    def knows(self, field: str, term: str) -> bool:
        """Whether the viewer may find the term: whatever depends on it tells nothing of hidden posts."""
        if (field, term) not in self._known:
            self._known[field, term] = self._finds(field, term)
        return self._known[field, term]

    def rarity(self, field: str, term: str) -> float:
        """How rare a term is; nothing where the viewer may find it nowhere, as for a word that nobody wrote."""
        return self._count(field, term) if self.knows(field, term) else 0.0

    def _finds(self, field: str, term: str) -> bool:
        count = self._snapshot.searcher.doc_freq(field, term)
        if not count or count >= self._common:
            return count > 0
        rest = [(Occur.Must, Query.term_query(self._schema, field, term, "basic")), *self._hidden]
        parts = (Query.boolean_query([(Occur.Must, one), *rest]) for one in self._each)
        return any(self._snapshot.any_of(part) for part in parts)

    def _has(self, param: str, value: str) -> Query:
        return silent(Query.term_query(self._schema, fields.FILTERS, f"{param}:{value}", "basic"))

    def _since(self, period: timedelta) -> Query:
        first = microseconds(timezone.now() - period)
        return silent(Query.range_query(self._schema, fields.PUBLISHED, FieldType.Integer, lower_bound=first))

    def _keys(self, uids: Sequence[str]) -> Sequence[Query]:
        """Posts by their uids: a few are found fastest one by one."""
        if len(uids) > FEW:
            return [Query.term_set_query(self._schema, fields.KEY, uids)]
        return [Query.term_query(self._schema, fields.KEY, uid, "basic") for uid in uids]


def any_of(queries: Sequence[Query]) -> Query:
    """Either of some queries."""
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, one) for one in queries])


def silent(query: Query) -> Query:
    """The same filter without a say in the order."""
    return Query.const_score_query(query, 0.0)


def period_bounds(now: datetime) -> list[tuple[str, int]]:
    """For each period its value and first moment, the longest first."""
    return [(name, microseconds(now - period)) for name, period in reversed(PERIODS.items())]
