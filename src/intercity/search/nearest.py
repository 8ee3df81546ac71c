"""What to offer when nothing was found: fewer filters, other words, a topic, and people to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from tantivy import Occur
from tantivy import Query as IndexQuery

from intercity.core.markdown import to_text
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Chosen
from intercity.posts.filters.wish import Text
from intercity.posts.kinds import composed_kinds
from intercity.posts.models import Post
from intercity.search import asking
from intercity.search import schema as fields
from intercity.search.asked import Asked, Ways
from intercity.search.finding import find, posts_of, report
from intercity.search.words.splitting import folded, raw_words
from intercity.search.words.understanding import understand
from intercity.spaces.models import Space, SpaceState

MOST_FILTERS = 6
MOST_WORDS = 3
MOST_TOPICS = 3
MOST_SPACES = 3
# Words of fewer letters are like too many others.
SHORTEST_WORD = 4
MOST_LOOKED_AT = 5
TITLE_LENGTH = 200


@dataclass(frozen=True)
class Way:
    """One thing to try instead: what it is called, where it is, and how many posts are there."""

    label: Text
    count: int
    address: str


@dataclass(frozen=True)
class Nearest:
    """What to try instead."""

    wider: Sequence[Way]
    words: Sequence[Way]
    topics: Sequence[Way]


def nearest(viewer: Viewer, asked: Asked, ways: Ways) -> Nearest:
    """What comes nearest to a question that found nothing; only what finds something that `viewer` may see."""
    return Nearest(
        with_posts(wider(viewer, asked)), with_posts(similar(viewer, asked)), with_posts(topics(viewer, asked, ways))
    )


def with_posts(found: Iterator[Way]) -> list[Way]:
    """Those at whose end something is."""
    return [way for way in found if way.count]


def wider(viewer: Viewer, asked: Asked) -> Iterator[Way]:
    """Each filter taken away."""
    for one in asked.wish.chosen[:MOST_FILTERS]:
        rest = asked.without(one.param)
        yield Way(one.label, find(viewer, asked.count(rest)).total, asked.address(rest))


def topics(viewer: Viewer, asked: Asked, ways: Ways) -> Iterator[Way]:
    """Topics and groups that the words stand for, in all spaces."""
    terms = understand(asked.text, get_language() or "en").topics
    for facet in ways.facets:
        meant = [value for value in facet.options if f"{facet.param}:{value}" in terms]
        for value in meant[:MOST_TOPICS]:
            chosen = [Chosen(facet.param, value, facet.options[value])]
            count = find(viewer, asked.count(chosen, "")).total
            yield Way(facet.options[value], count, asked.address(chosen, order="newest", text=""))


def similar(viewer: Viewer, asked: Asked) -> Iterator[Way]:
    """The same text with one of its words replaced by a word that posts have."""
    seen = set()
    for raw in islice((word for word in raw_words(asked.text) if len(word) >= SHORTEST_WORD), MOST_WORDS):
        other = similar_word(viewer, folded(raw))
        text = asked.text.replace(raw, other) if other else ""
        if text and text not in seen:
            seen.add(text)
            yield Way(text, find(viewer, asked.count((), text)).total, asked.address((), text=text))


def similar_word(viewer: Viewer, word: str) -> str:
    """A word with up to two mistakes less, out of posts that `viewer` may see; "" where there is none."""
    texts = (f"{post.title}\n{to_text(post.html)}" for post in posts_with_like(viewer, word))
    words = {folded(raw): raw for text in texts for raw in raw_words(text) if folded(raw) != word}
    return next((words[close] for close in get_close_matches(word, words, 1, 0.6)), "")


def posts_with_like(viewer: Viewer, word: str) -> list[Post]:
    """A few posts that `viewer` may see, with a word that differs from `word` in up to two letters."""
    question = asking.put(viewer, "", ())
    if question is None:
        return []
    like = IndexQuery.fuzzy_term_query(question.snapshot.schema, "spelt", word, 2)
    query = IndexQuery.boolean_query([(Occur.Must, question.query), (Occur.Must, like)])
    try:
        keys = question.snapshot.top(query, MOST_LOOKED_AT, 0, fields.PUBLISHED)
    except fields.BrokenIndexError:
        report()
        return []
    return posts_of(viewer, keys, full=False)


@dataclass(frozen=True)
class Asking:
    """A composer in which the viewer may ask what they did not find."""

    space: Space
    address: str


def places_to_ask(viewer: Viewer, asked: Asked) -> list[Asking]:
    """Composers of a question, its title filled in: of the space searched in, else of the newest at work."""
    kind = next((kind.name for kind in composed_kinds() if kind.waits), None)
    if kind is None or viewer.acting is None:
        return []
    joined = Space.objects.visible_to(viewer).filter(members__organisation=viewer.acting.organisation)
    newest = joined.exclude(state=SpaceState.ARCHIVED).order_by("-created_at", "-pk")[:MOST_SPACES]
    spaces = [space for space in ([asked.space] if asked.space else newest) if may(viewer, "space.publish", space)]
    query = urlencode({"title": asked.text[:TITLE_LENGTH]}) if asked.text else ""
    return [
        Asking(space, f"{reverse('compose', args=[space.slug, kind])}{'?' if query else ''}{query}") for space in spaces
    ]
