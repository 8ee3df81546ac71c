"""What a brief says of practices: what each is, how it stands, who else does it, and what came of it.

The points are explained in docs/briefs.md; change both together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.briefs.counting import cites_of
from intercity.briefs.quoting import body_of, quote, said_plainly, title_of
from intercity.briefs.statements import Cite, Part, Said, Statement, Words, joined, say
from intercity.briefs.wanted import Wanted, day_text
from intercity.core.templatetags.intercity import number
from intercity.kinds.practice.models import Evidence, Practice, Status
from intercity.posts.models import Post

# More adopters than these weigh no more: the others shall be read too.
MOST_ADOPTERS: Final = 10
FRESH: Final = timedelta(days=90)
STATUS_POINTS: Final = {Status.ACTIVE.value: 2, Status.PLANNED.value: 1}
EVIDENCE_POINTS: Final = {value: points for points, value in enumerate(Evidence.values, 1)}


def practices(wanted: Wanted) -> list[Statement]:
    """How many there are, and up to two sentences on each."""
    posts = [post for post in wanted.read if post.kind == "practice"]
    return [*in_numbers(posts), *(one for post in posts for one in about(wanted, post))]


def in_numbers(posts: Sequence[Post]) -> list[Statement]:
    """How many, how many hold today, how many are done elsewhere too."""
    if not posts:
        return []
    active = [post for post in posts if post.practice.status == Status.ACTIVE]
    shared = [post for post in posts if adopters(post)]
    frame = ngettext(
        "Cities shared %(n)s practice: %(active)s in force, %(shared)s also done by others.",
        "Cities shared %(n)s practices: %(active)s in force, %(shared)s also done by others.",
        len(posts),
    )
    pieces = say(frame, n=number(len(posts)), active=number(len(active)), shared=number(len(shared)))
    return [Statement("practice/all", Part.NUMBERS, pieces, cites_of(posts), weight=90)]


def about(wanted: Wanted, post: Post) -> list[Statement]:
    """What it is and how it stands; then what its city says came of it, else how its text begins."""
    cites, facts = (Cite(post.uid),), facts_of(post)
    frame = _("%(city)s: “%(title)s” (%(facts)s).") if facts else _("%(city)s: “%(title)s”.")
    pieces = say(frame, city=post.organisation.plate, title=title_of(post), facts=joined(facts))
    voice, weight = post.organisation.uid, points(wanted, post)
    first = Statement(f"practice/{post.uid}", Part.PRACTICES, pieces, cites, weight, post.uid, voice)
    words = Said(quote(post.practice.outcome), post.language) if post.practice.outcome else body_of(post)
    if not words.text:
        return [first]
    came = _("What came of it: “%(words)s”") if post.practice.outcome else _("“%(words)s”")
    second = Statement(
        f"practice/{post.uid}/words", Part.PRACTICES, say(came, words=words), cites, weight, post.uid, voice
    )
    return [first, second]


def facts_of(post: Post) -> list[Words]:
    """How it stands, as far as that was said."""
    row: Practice = post.practice
    count = adopters(post)
    facts: list[Words] = [str(_("not confirmed by the city"))] if post.is_imported else []
    facts += [said_plainly(_("status"), standing(row))]
    facts += [ngettext("%(n)d more does this too", "%(n)d more do this too", count) % {"n": count}] if count else []
    facts += [said_plainly(_("evidence"), str(Evidence(row.evidence).label))] if row.evidence else []
    facts += [said(_("people reached"), row.reached, post)] if row.reached else []
    facts += [said(_("cost"), row.cost, post)] if row.cost else []
    return facts


def said(term: str, words: str, post: Post) -> Words:
    """What the city wrote in one field."""
    return say(_("%(term)s: “%(words)s”"), term=term, words=Said(words, post.language))


def standing(row: Practice) -> str:
    """Its status, and when it was last said to be so."""
    label = str(Status(row.status).label)
    if row.status != Status.ACTIVE:
        return label
    if row.is_unconfirmed and row.unconfirmed_since:
        return _("in force? unconfirmed since %(day)s") % {"day": day_text(row.unconfirmed_since)}
    return (
        _("%(status)s, confirmed %(day)s") % {"status": label, "day": day_text(row.confirmed_on)}
        if (row.confirmed_on)
        else label
    )


def points(wanted: Wanted, post: Post) -> int:
    """What it weighs: who took it over, how well it is known to work, whether it holds, what is told of it."""
    row: Practice = post.practice
    told = sum(bool(text) for text in (row.outcome, row.reached, row.cost))
    fresh = row.confirmed_on is not None and row.confirmed_on >= (wanted.as_of - FRESH).date()
    held = 0 if row.is_unconfirmed else STATUS_POINTS.get(row.status, 0)
    return 3 * min(adopters(post), MOST_ADOPTERS) + EVIDENCE_POINTS.get(row.evidence, 0) + held + told + fresh


def adopters(post: Post) -> int:
    """How many other organisations do it too: whoever sees the practice sees them."""
    tally = getattr(post, "tally", None)
    return tally.adopted if tally is not None else 0
