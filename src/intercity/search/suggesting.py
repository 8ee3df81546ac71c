"""What may be meant while somebody types: posts, organisations, topics. Only what the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from tantivy import Occur, Query

from intercity.organisations.queries import find_organisations
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.search import asking
from intercity.search import schema as fields
from intercity.search.finding import report
from intercity.search.words import build_text_query
from intercity.search.words.splitting import folded, raw_words
from intercity.spaces.models import Topic

LONGEST = 100
SHORTEST = 2
MOST_POSTS, MOST_ORGANISATIONS, MOST_TOPICS = 5, 3, 3
# So many posts are looked at for those whose title says it.
LOOKED_AT = 25
# A word is begun with so many letters before posts are searched for it, and may hold a mistake from so many on.
PREFIX_FROM, FUZZY_FROM = 3, 6


@dataclass(frozen=True)
class Suggestion:
    """One line: what it is called, a word about it, where it leads."""

    label: str
    detail: str
    address: str


def suggest_posts(viewer: Viewer, text: str) -> list[Suggestion]:
    """Posts with the words of `text`, its last word perhaps unfinished; titles that begin a word so come first."""
    words = [folded(raw) for raw in raw_words(text)]
    if not words or len(words[-1]) < PREFIX_FROM:
        return []
    keys, last = keys_of(viewer, text, words), words[-1]
    visible = Post.objects.visible_to(viewer).roots().filter(pk__in=keys).select_related("organisation", "space")
    rows = {post.pk: post for post in visible.defer("body")}
    # What was mistyped is mostly right at its beginning.
    begun = last if len(last) < FUZZY_FROM else last[:-2]
    posts = sorted((rows[key] for key in keys if key in rows), key=lambda post: not says(post.title, begun))
    return [line(post) for post in posts[:MOST_POSTS]]


def keys_of(viewer: Viewer, text: str, words: Sequence[str]) -> Sequence[int]:
    """The best posts by their keys: they must hold the last word, and those with the others come first."""
    question = asking.put(viewer, "", ())
    if question is None:
        return []
    schema, last = question.snapshot.schema, words[-1]
    mistakes = 1 if len(last) >= FUZZY_FROM else 0
    begun = Query.const_score_query(Query.fuzzy_term_query(schema, "spelt", last, mistakes, prefix=True), 1.0)
    parts = [(Occur.Must, question.query), (Occur.Must, begun)]
    whole = build_text_query(schema, text, get_language() or "en", lambda field, term: True)
    if whole is not None:
        parts.append((Occur.Should, whole))
    try:
        return question.snapshot.top(Query.boolean_query(parts), LOOKED_AT, 0, "")
    except fields.BrokenIndexError:
        report()
        return []


def says(title: str, begun: str) -> bool:
    """Whether a word of the title begins with `begun`."""
    return any(folded(raw).startswith(begun) for raw in raw_words(title))


def line(post: Post) -> Suggestion:
    """A post in one line; what is invented for practice says so here too."""
    said = [post.organisation.plate, *([_("Exercise")] if post.space.is_exercise else [])]
    return Suggestion(str(post), " · ".join(said), post.get_absolute_url())


def suggest_organisations(text: str) -> list[Suggestion]:
    """Organisations by name; their profiles are public."""
    found = find_organisations(text=text, everybody=True).items
    begun = folded("".join(raw_words(text)[:1]))
    found.sort(key=lambda one: not says(f"{one.short_name} {one.name}", begun))
    return [Suggestion(one.name, one.country_label, one.get_absolute_url()) for one in found[:MOST_ORGANISATIONS]]


TopicWords = Mapping[str, tuple[str, str]]


def topic_words() -> TopicWords:
    """Slug to label and all folded names of each topic, in the language that is active."""
    language = get_language() or "en"
    found = {}
    for topic in Topic.objects.filter(retired=False):
        names = [topic.label, *topic.synonyms.get(language, ())]
        found[topic.slug] = (topic.label, "|".join(" ".join(map(folded, raw_words(name))) for name in names))
    return found


def suggest_topics(text: str, topics: TopicWords) -> list[Suggestion]:
    """Topics with a name that begins with `text`."""
    begun = " ".join(folded(raw) for raw in raw_words(text))
    found = [
        Suggestion(label, "", f"{reverse('search')}?{urlencode({'topic': slug})}")
        for slug, (label, names) in topics.items()
        if begun and f"|{names}".find(f"|{begun}") >= 0
    ]
    return found[:MOST_TOPICS]
