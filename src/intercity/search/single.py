"""Whether one post answers a question: what following a search asks of each new post."""

from __future__ import annotations

from tantivy import Occur
from tantivy import Query as IndexQuery

from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.search import schema as fields
from intercity.search.finding import Query, ask, report
from intercity.search.replica import replica


def holds(act_id: int) -> bool:
    """Whether the index has read the act with this id."""
    snapshot = replica.snapshot()
    return snapshot is not None and snapshot.state.cursor >= act_id


def answers(viewer: Viewer, query: Query, post: Post) -> bool:
    """Whether `post` is among what `viewer` finds with `query` now; False while the index cannot answer.

    Like every hit it must also pass `visible_to`, which the caller asks.
    """
    try:
        question = ask(viewer, query)
        if question is None:
            return False
        this = IndexQuery.term_query(question.snapshot.schema, fields.KEY, post.uid, "basic")
        both = IndexQuery.boolean_query([(Occur.Must, question.query), (Occur.Must, this)])
        return question.snapshot.any_of(both)
    except fields.BrokenIndexError:
        report()
        return False
