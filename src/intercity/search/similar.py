"""What others asked or do already that is like what somebody is writing, with the reasons in words.

Two things tell: words that mean the same (in any language of the thesaurus), and topics, chosen in the form or named
in the text. Topics reach across languages of which the thesaurus knows nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from tantivy import Occur
from tantivy import Query as IndexQuery

from intercity.core.markdown import to_text
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import all_kinds
from intercity.posts.models import Post
from intercity.search import asking
from intercity.search import schema as fields
from intercity.search.finding import posts_of, report
from intercity.search.words.analysis import analyser, base_language
from intercity.search.words.marking import Marker
from intercity.search.words.splitting import folded
from intercity.search.words.understanding import Wish, understand
from intercity.spaces.models import Topic
from intercity.spaces.terms import topic_and_below

MOST_SHOWN: Final = 5
LOOKED_AT: Final = 20
MOST_TOPICS: Final = 5
MOST_WORDS: Final = 4
# Of the text under the title so much is compared: it says what it is about at its beginning.
BODY_READ: Final = 400
# One shared topic counts like a word of middling rarity.
TOPIC_SCORE: Final = 4.0
# So many words must match where no topic does; of a single word, that one.
FEWEST_WORDS: Final = 2
SHORTEST_WORD: Final = 3


@dataclass(frozen=True)
class Sketch:
    """What is typed so far: `topics` are slugs."""

    title: str
    body: str = ""
    language: str = "en"
    topics: Sequence[str] = ()

    @property
    def text(self) -> str:
        """What is compared."""
        return asking.clean(f"{self.title}\n{self.body[:BODY_READ]}")


@dataclass(frozen=True)
class Similar:
    """A post and why it is shown, as short sentences."""

    post: Post
    reasons: Sequence[str]


def similar_to(viewer: Viewer, sketch: Sketch) -> list[Similar]:
    """Up to five posts that `viewer` may see, the most alike first; none while there is no index."""
    wish, wanted = understand(sketch.text, sketch.language), wanted_topics(sketch)
    posts = posts_of(viewer, keys_of(viewer, sketch, wanted), full=True)
    found = (Similar(post, reasons_of(post, wish, wanted)) for post in posts)
    return [one for one in found if one.reasons][:MOST_SHOWN]


def wanted_topics(sketch: Sketch) -> dict[str, Topic]:
    """The topics that were chosen or that the text names; by the slug of each and of those below it."""
    named = {term.partition(":")[2] for term in understand(sketch.text, sketch.language).topics}
    slugs = [slug for slug in (*sketch.topics, *sorted(named)) if slug.isascii() and slug.isprintable()]
    rows = Topic.objects.filter(slug__in=slugs[: 4 * MOST_TOPICS], retired=False)[:MOST_TOPICS]
    return {slug: topic for topic in rows for slug in topic_and_below(topic.slug)}


def keys_of(viewer: Viewer, sketch: Sketch, wanted: Mapping[str, Topic]) -> list[int]:
    """Keys of posts that others can answer or take over, with the words or topics; the most alike first."""
    question = asking.put(viewer, "", ())
    clauses = list(likenesses(question, sketch, wanted)) if question is not None else []
    if question is None or not clauses:
        return []
    alike = IndexQuery.boolean_query([(Occur.Should, clause) for clause in clauses])
    kinds = asking.silent(any_of(question, (f"kind:{name}" for name in compared_kinds())))
    query = IndexQuery.boolean_query([(Occur.Must, part) for part in (question.query, kinds, alike)])
    try:
        return question.snapshot.top(query, LOOKED_AT, 0, "")
    except fields.BrokenIndexError:
        report()
        return []


def compared_kinds() -> list[str]:
    """Kinds of which somebody should know before they write another."""
    return [name for name, kind in all_kinds().items() if kind.compared]


def likenesses(question: asking.Question, sketch: Sketch, wanted: Mapping[str, Topic]) -> Iterator[IndexQuery]:
    """One clause for the words and one for the topics, where there are any."""
    words = question.asker.like(sketch.text, sketch.language)
    if words is not None:
        yield words
    if wanted:
        yield IndexQuery.const_score_query(any_of(question, (f"topic:{slug}" for slug in wanted)), TOPIC_SCORE)


def any_of(question: asking.Question, values: Iterable[str]) -> IndexQuery:
    """Posts that answer to any of these `parameter:value`."""
    schema = question.snapshot.schema
    terms = [IndexQuery.term_query(schema, fields.FILTERS, value, "basic") for value in values]
    return IndexQuery.boolean_query([(Occur.Should, term) for term in terms])


def reasons_of(post: Post, wish: Wish, wanted: Mapping[str, Topic]) -> list[str]:
    """Why a post is like it; nothing where too little is the same."""
    topics = sorted({str(wanted[topic.slug].label) for topic in post.topics.all() if topic.slug in wanted})
    words = same_words(post, wish)
    if not topics and len(words) < max(1, min(FEWEST_WORDS, len(wish.parts))):
        return []
    said = [(_("Same topic: %s"), topics), (_("Words that match: %s"), words)]
    return [sentence % ", ".join(some) for sentence, some in said if some]


def same_words(post: Post, wish: Wish) -> Collection[str]:
    """Words of the post that mean what the text says, as they are written there; each in one of its forms."""
    stems_of = analyser(base_language(post.language)).stems_of
    text = f"{post.title}\n{to_text(post.html)}"[: 10 * BODY_READ]
    found: dict[str, str] = {}
    for begin, end in Marker(wish, post.language).find(text):
        word = text[begin:end]
        if len(word) >= SHORTEST_WORD:
            found.setdefault(next(iter(stems_of(word)), folded(word)), word)
    return list(found.values())[:MOST_WORDS]
