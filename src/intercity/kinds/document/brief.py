"""What a brief says of documents: those that are adopted, those on which others are asked, and guidance that holds.

The points are explained in docs/briefs.md; change both together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Count
from django.utils.translation import gettext as _

from intercity.briefs.quoting import said_plainly, title_of
from intercity.briefs.statements import Cite, Part, Statement, joined, say
from intercity.briefs.wanted import Wanted, day_text
from intercity.core.templatetags.intercity import number
from intercity.kinds.document.models import Agreed, Document, Status
from intercity.posts.models import Post

MOST_AGREEING: Final = 10
STATUS_POINTS: Final = {Status.CONSULTATION.value: 3, Status.ADOPTED.value: 2}


def documents(wanted: Wanted) -> list[Statement]:
    """None that is still a draft, and no guidance that holds no more."""
    posts = [post for post in wanted.read if post.kind == "document" and is_told(wanted, post.document)]
    agreeing = agreeing_with(posts)
    return [about(post, agreeing.get(post.pk, 0)) for post in posts]


def is_told(wanted: Wanted, row: Document) -> bool:
    """Whether it is more than a draft, and holds on the day of the brief."""
    return row.status != Status.DRAFT and row.is_valid_on(wanted.as_of.date())


def about(post: Post, agreeing: int) -> Statement:
    """Whose it is, how far it is, until when, and how many agree."""
    row = post.document
    facts = [str(Status(row.status).label)]
    if row.status == Status.CONSULTATION and row.consultation_until:
        facts = [_("In consultation until {day}").format(day=day_text(row.consultation_until))]
    if row.valid_until:
        facts.append(said_plainly(_("valid until"), day_text(row.valid_until)))
    if agreeing:
        facts.append(said_plainly(_("organisations that agree"), number(agreeing)))
    pieces = say(
        _("%(city)s: “%(title)s” (%(facts)s)."), city=post.organisation.plate, title=title_of(post), facts=joined(facts)
    )
    weight = STATUS_POINTS.get(row.status, 0) + row.is_guidance + min(agreeing, MOST_AGREEING)
    return Statement(f"document/{post.uid}", Part.DOCUMENTS, pieces, (Cite(post.uid),), weight, post.uid)


def agreeing_with(posts: Sequence[Post]) -> Mapping[int, int]:
    """How many organisations agree with each: its page says so to everybody who sees it."""
    rows = Agreed.objects.filter(post__in=[post.pk for post in posts]).order_by().values("post")
    return dict(rows.annotate(n=Count("organisation")).values_list("post", "n"))
