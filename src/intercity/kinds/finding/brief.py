"""What a brief says of issues and takeaways: what was found, and how much came of it since.

The points are explained in docs/briefs.md; change both together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from intercity.briefs.counting import cites_of
from intercity.briefs.quoting import title_of
from intercity.briefs.statements import Cite, Part, Statement, say
from intercity.briefs.wanted import Wanted
from intercity.core.templatetags.intercity import number
from intercity.kinds.finding.models import Sort
from intercity.posts.links import ANSWERS, GREW
from intercity.posts.models import Link, Post

MOST_CAME: Final = 10


def findings(wanted: Wanted) -> list[Statement]:
    """Each with what answers it and was made of it, as far as every reader sees that."""
    posts = [post for post in wanted.read if post.kind == "finding"]
    came = came_of(wanted, posts)
    return [one for post in posts for one in about(post, came.get(post.pk, []))]


def about(post: Post, came: Sequence[Post]) -> list[Statement]:
    """What it is and whose; how many posts came of it, which are the source of that number."""
    takeaway = post.finding.sort == Sort.TAKEAWAY
    frame = _("Takeaway: “%(title)s” (%(city)s).") if takeaway else _("Issue: “%(title)s” (%(city)s).")
    weight = 2 * min(len(came), MOST_CAME) + takeaway
    pieces = say(frame, title=title_of(post), city=post.organisation.plate)
    first = Statement(f"finding/{post.uid}", Part.FINDINGS, pieces, (Cite(post.uid),), weight, post.uid)
    if not came:
        return [first]
    counted = say(_("What answers it or came of it – posts: %(n)s."), n=number(len(came)))
    return [
        first, Statement(f"finding/{post.uid}/came", Part.FINDINGS, counted, cites_of(came), weight, post.uid)
    ]  # fmt: skip


def came_of(wanted: Wanted, posts: Sequence[Post]) -> Mapping[int, list[Post]]:
    """By the key of a finding, the posts that answer it or grew from it up to the moment of the brief."""
    keys = [post.pk for post in posts]
    links = Link.objects.filter(
        Q(sort=ANSWERS.name, target__in=keys) | Q(sort=GREW.name, source__in=keys), at__lte=wanted.as_of
    )
    pairs = {
        (row["target"], row["source"]) if row["sort"] == ANSWERS.name else (row["source"], row["target"])
        for row in links.values("sort", "source", "target")
    }
    rows = wanted.readable().filter(pk__in={other for _key, other in pairs}, root=None)
    others = rows.exclude(uid__in=wanted.besides).in_bulk()
    found = defaultdict(list)
    for key, other in sorted(pairs):
        if other in others:
            found[key].append(others[other])
    return found
