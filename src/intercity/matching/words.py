"""Who has written in nearly the same words, asked of the search index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import waiting_kinds
from intercity.posts.models import Post, Source
from intercity.search import schema as fields
from intercity.search.finding import Query, ask, report
from intercity.spaces.models import Label

# The best hits; imported ones among them do not count, so more are looked at than are wanted.
MOST_LOOKED_AT: Final = 200
MOST_WANTED: Final = 25
LONGEST_TEXT: Final = 400


def near_in_words(viewer: Viewer, text: str) -> list[tuple[int, int]]:
    """(organisation, how many of its posts are among the best hits for `text`), as `viewer` may see them.

    Not what few may see: others read it. Empty while the index cannot answer: then other traces decide.
    """
    keys = best_hits(viewer, text[:LONGEST_TEXT])
    if not keys:
        return []
    posts = Post.objects.visible_to(viewer).filter(pk__in=keys, source=Source.NATIVE)
    posts = posts.filter(label__in=(Label.CLEAR, Label.GREEN))
    rows = dict(posts.exclude(kind__in=waiting_kinds()).values_list("pk", "organisation"))
    best = [rows[key] for key in keys if key in rows][:MOST_WANTED]
    return list(Counter(best).items())


def best_hits(viewer: Viewer, text: str) -> Sequence[int]:
    """Keys of the posts that answer `text` best, the best first; none without words."""
    if not text:
        return []
    try:
        question = ask(viewer, Query(text=text))
        return [] if question is None else question.snapshot.top(question.query, MOST_LOOKED_AT, 0, "")
    except fields.BrokenIndexError:
        report()
        return []
