"""Find posts: what every page and channel asks that searches, filters by words, or counts by filter."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Chosen
from intercity.posts.models import Post
from intercity.search import folders
from intercity.search import schema as fields
from intercity.search.asking import Question, clean, put
from intercity.search.counting import count_facets, count_organisations
from intercity.search.excerpts import excerpts_of
from intercity.spaces.models import Space

logger = logging.getLogger("intercity.search")

# Nobody reads further; what lies deeper is found by a narrower question.
MOST_OFFSET = 1_000
MOST_SIZE = 100
TEXT = ("pk", "uid", "title", "html", "language")
ORDERS = {"relevance": "", "newest": fields.PUBLISHED, "discussed": fields.DISCUSSED, "adopted": fields.ADOPTED}


@dataclass(frozen=True)
class Query:
    """What is asked: words, chosen filters, order, and which part of the hits is wanted."""

    text: str = ""
    chosen: Sequence[Chosen] = ()
    space: Space | None = None
    order: str = "relevance"
    offset: int = 0
    size: int = 25
    facets: bool = True
    full: bool = True
    """False: posts come with key, uid, title, text and language only, for pages that take kept cards by key."""


@dataclass(frozen=True)
class Found:
    """What was found. `ready` is False while the index is being rebuilt; everything is empty then."""

    posts: list[Post] = field(default_factory=list)
    total: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    excerpts: Mapping[int, SafeString] = field(default_factory=dict)
    ready: bool = True


NOT_READY = Found(ready=False)


def find(viewer: Viewer, query: Query) -> Found:
    """Posts that `viewer` may see and that answer `query`, with counts by filter; without words the newest first.

    Hits, total and counts hold only what the viewer may see at this moment, whatever the index still says. An
    unknown order is that of relevance. An index that cannot be read gives `ready=False`, never an error.
    """
    try:
        question = ask(viewer, query)
        return NOT_READY if question is None else answer(viewer, query, question)
    except fields.BrokenIndexError:
        report()
        return NOT_READY


def count_by_organisation(viewer: Viewer, query: Query) -> Mapping[int, int] | None:
    """How many posts that answer `query` each organisation has, by its key; None while the index is rebuilt."""
    try:
        question = ask(viewer, query)
        return None if question is None else count_organisations(question)
    except fields.BrokenIndexError:
        report()
        return None


def ask(viewer: Viewer, query: Query) -> Question | None:
    """The question of the viewer, with the space as one more filter."""
    filters = [(one.param, one.value) for one in query.chosen]
    if query.space is not None:
        filters.append(("space", query.space.uid))
    return put(viewer, query.text, filters)


def answer(viewer: Viewer, query: Query, question: Question) -> Found:
    """The answer to a question."""
    words = clean(query.text)
    order = ORDERS.get(query.order, "") or ("" if words else fields.PUBLISHED)
    size = max(0, min(query.size, MOST_SIZE)) if 0 <= query.offset <= MOST_OFFSET else 0
    keys = question.snapshot.top(question.query, size, query.offset, order) if size else []
    total, counts = count_facets(question) if query.facets else (question.snapshot.count(question.query), {})
    posts = posts_of(viewer, keys, full=query.full)
    excerpts = excerpts_of(viewer, posts, words) if words else {}
    # Whoever was shut out between the question and this line takes nobody's place in the sum either.
    return Found(posts, max(0, total - (len(keys) - len(posts))), counts, excerpts)


def posts_of(viewer: Viewer, keys: Sequence[int], *, full: bool) -> list[Post]:
    """The posts with these keys that the viewer may see, in the same order; ready for their cards when `full`."""
    visible = Post.objects.visible_to(viewer).roots().filter(pk__in=keys)
    rows = {post.pk: post for post in (visible.for_cards() if full else visible.only(*TEXT))}
    return [rows[key] for key in keys if key in rows]


def report() -> None:
    """Say that the present index cannot be read; whoever writes builds it anew."""
    logger.exception("the search index cannot be read")
    folder = folders.current()
    if folder is not None:
        folders.report_broken(folder)
