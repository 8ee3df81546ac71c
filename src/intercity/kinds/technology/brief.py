"""What a brief says of technologies: what sort, who has one in use, and how far its effect on rights was looked at.

The points are explained in docs/briefs.md; change both together.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from intercity.briefs.quoting import said_plainly, title_of
from intercity.briefs.statements import Cite, Part, Statement, joined, say
from intercity.briefs.wanted import Wanted
from intercity.core.templatetags.intercity import number
from intercity.kinds.technology.models import RIGHTS, Sort
from intercity.posts.models import Post

MOST_USING: Final = 10


def technologies(wanted: Wanted) -> list[Statement]:
    """One sentence on each."""
    return [about(post) for post in wanted.read if post.kind == "technology"]


def about(post: Post) -> Statement:
    """What it is; how many have it in use, as its card says; how many questions about rights are answered."""
    row = post.technology
    using = int(getattr(row, "using", 0))
    facts = [str(Sort(row.sort).label)]
    facts += [said_plainly(_("organisations that use it"), number(using))] if using else []
    share = _("%(done)s of %(n)s") % {"done": number(row.assessed), "n": number(len(RIGHTS))}
    facts.append(said_plainly(_("questions about rights answered"), share))
    pieces = say(
        _("%(city)s: “%(title)s” (%(facts)s)."), city=post.organisation.plate, title=title_of(post), facts=joined(facts)
    )
    weight = 3 * min(using, MOST_USING) + row.assessed
    return Statement(f"technology/{post.uid}", Part.TECHNOLOGIES, pieces, (Cite(post.uid),), weight, post.uid)
