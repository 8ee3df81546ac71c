"""What a brief says of questions: how many, and which of them nobody has answered.

The points are explained in docs/briefs.md; change both together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from intercity.briefs.counting import cites_of
from intercity.briefs.quoting import body_of, title_of
from intercity.briefs.statements import Cite, Part, Statement, Words, joined, say
from intercity.briefs.wanted import Wanted, day_text
from intercity.core.templatetags.intercity import number
from intercity.kinds.question.states import State, in_state
from intercity.posts.models import Post

MOST_NEEDING: Final = 10


def questions(wanted: Wanted) -> list[Statement]:
    """How many were asked and are open; each open one, the one that waits longest first among equals."""
    posts = [post for post in wanted.read if post.kind == "question"]
    if not posts:
        return []
    keys = set(wanted.posts().filter(in_state(State.OPEN), kind="question").values_list("pk", flat=True))
    waiting = [post for post in posts if post.pk in keys][::-1]
    return [in_numbers(posts, waiting), *(one for post in waiting for one in about(wanted, post))]


def in_numbers(posts: Sequence[Post], waiting: Sequence[Post]) -> Statement:
    """How many were asked, how many wait."""
    frame = _("Questions – asked: %(n)s; without an answer: %(open)s.")
    pieces = say(frame, n=number(len(posts)), open=number(len(waiting)))
    return Statement("question/all", Part.NUMBERS, pieces, cites_of(posts), weight=80)


def about(wanted: Wanted, post: Post) -> list[Statement]:
    """Who asks what, since when and by when; then how the text begins."""
    frame = _("%(city)s asks: “%(title)s” (%(facts)s).")
    pieces = say(frame, city=post.organisation.plate, title=title_of(post), facts=joined(facts_of(post)))
    cites, voice, weight = (Cite(post.uid),), post.organisation.uid, points(wanted, post)
    first = Statement(f"question/{post.uid}", Part.QUESTIONS, pieces, cites, weight, post.uid, voice)
    words = body_of(post)
    if not post.title or not words.text:
        return [first]
    quoted = say(_("“%(words)s”"), words=words)
    return [first, Statement(f"{first.key}/words", Part.QUESTIONS, quoted, cites, weight, post.uid, voice)]


def facts_of(post: Post) -> list[Words]:
    """When it was asked, by when the answer is needed, how many need it too."""
    facts: list[Words] = [_("asked %(day)s") % {"day": day_text(post.published_at.date())}]
    by = post.question.needed_by
    facts += [_("needed by %(day)s") % {"day": day_text(by.date())}] if by else []
    count = needing(post)
    return [*facts, _("also needed by others: %(n)s") % {"n": number(count)}] if count else facts


def points(wanted: Wanted, post: Post) -> int:
    """What it weighs: who else needs it, whether an answer still helps in time, whether somebody was asked by name."""
    row = post.question
    in_time = row.needed_by is not None and row.needed_by >= wanted.as_of
    return 2 * min(needing(post), MOST_NEEDING) + 3 * in_time + (row.addressee_id is not None)


def needing(post: Post) -> int:
    """How many others said that they need it too: cards say so to whoever sees the question."""
    tally = getattr(post, "tally", None)
    return tally.needed if tally is not None else 0
