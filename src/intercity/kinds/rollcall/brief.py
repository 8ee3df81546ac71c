"""What a brief says of roll calls: what all answers come to, the result, and what single cities answered.

Answers have a label of their own, and a brief is for everybody who may see its label: only roll calls whose answers
all of them see are told, those who are silent are never named, and earlier versions are never read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from intercity.briefs.counting import cites_of
from intercity.briefs.quoting import quote, title_of
from intercity.briefs.statements import Cite, Part, Said, Statement, joined, say
from intercity.briefs.wanted import Wanted
from intercity.core.markdown import to_html, to_text
from intercity.core.templatetags.intercity import number
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.sheet import Row, sheet_of
from intercity.kinds.rollcall.values.showing import show_value
from intercity.kinds.rollcall.values.types import Asked, Words
from intercity.kinds.rollcall.visibility import Sight, answers_label
from intercity.posts.models import Post

MOST_CELLS: Final = 3
MOST_ANSWERS: Final = 100
WORDS: Final = 120


def rollcalls(wanted: Wanted) -> list[Statement]:
    """How many were asked and closed; of each whose answers every reader sees, what came out."""
    posts = [post for post in wanted.read if post.kind == "rollcall"]
    if not posts:
        return []
    return [in_numbers(posts), *(one for post in posts for one in about(wanted, post))]


def in_numbers(posts: Sequence[Post]) -> Statement:
    """How many were asked, how many are closed."""
    closed = sum(post.rollcall.is_closed for post in posts)
    frame = _("Questions to all cities – asked: %(n)s; closed: %(closed)s.")
    pieces = say(frame, n=number(len(posts)), closed=number(closed))
    return Statement("rollcall/all", Part.NUMBERS, pieces, cites_of(posts), weight=70)


def about(wanted: Wanted, post: Post) -> list[Statement]:
    """What all answers come to; the result; some single answers. Nothing where some reader may not see the answers."""
    seen = seen_by_all(wanted, post)
    if seen is None:
        return []
    weight = points(seen)
    pieces = say(_("“%(title)s” – %(sentence)s"), title=title_of(post), sentence=sentence(seen))
    first = Statement(f"rollcall/{post.uid}", Part.ROLLCALLS, pieces, (Cite(post.uid),), weight, post.uid)
    return [first, *result(seen, weight), *(cell(seen, row, weight) for row in telling_rows(seen))]


def seen_by_all(wanted: Wanted, post: Post) -> Seen | None:
    """The answers as all readers of the brief see them, without the names of those who are silent."""
    if answers_label(post).rank > wanted.label.rank:
        return None
    return Seen(post, post.rollcall, Sight(answers=True, missing=False), sheet_of(post.rollcall))


def result(seen: Seen, weight: int) -> list[Statement]:
    """What whoever asked says came out, where it is closed."""
    words = quote(to_text(to_html(seen.rollcall.result))) if seen.rollcall.is_closed else ""
    if not words:
        return []
    post = seen.post
    pieces = say(_("Result: “%(words)s”"), words=Said(words, post.language))
    return [Statement(f"rollcall/{post.uid}/result", Part.ROLLCALLS, pieces, (Cite(post.uid),), weight, post.uid)]


def telling_rows(seen: Seen) -> list[Row]:
    """The answers that say most: most fields answered, then the newest. None that its city has not confirmed."""
    told = [row for row in seen.rows if not row.entered and not row.no_capacity and values_of(seen, row)]
    return sorted(told, key=lambda row: (-len(values_of(seen, row)), -row.at.timestamp(), row.city.slug))[:MOST_CELLS]


def cell(seen: Seen, row: Row, weight: int) -> Statement:
    """What one city answered, field by field."""
    post = seen.post
    said = [(Said(f"{one.label}: ", post.language), Said(value_said(one, row))) for one in values_of(seen, row)]
    query = urlencode({"country": row.city.country}) if row.city.country else ""
    path = reverse("rollcall_answers", args=[post.uid]) + (f"?{query}" if query else "")
    pieces = say(_("%(city)s answers – %(values)s."), city=row.city.name, values=joined(said))
    cites = (Cite(post.uid, row.city.name, path),)
    return Statement(f"rollcall/{post.uid}/{row.city.uid}", Part.ROLLCALLS, pieces, cites, weight, post.uid)


def values_of(seen: Seen, row: Row) -> list[Asked]:
    """The fields it answered, of those that are asked today."""
    return [one for one in seen.sheet.open_fields if row.values.get(one.name) is not None]


def value_said(field: Asked, row: Row) -> str:
    """One value; words as they were written, between quotation marks. In which language, nobody knows."""
    value = row.values[field.name]
    text = show_value(field, value)
    return f"“{quote(text, WORDS)}”" if isinstance(value, Words) else text


def points(seen: Seen) -> int:
    """What it weighs: how many answered, and whether it is closed with a result."""
    return min(seen.answered, MOST_ANSWERS) + 20 * bool(seen.rollcall.is_closed and seen.rollcall.result)
