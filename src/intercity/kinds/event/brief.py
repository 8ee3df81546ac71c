"""What a brief says of events: those that are still to come, the soonest first."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from intercity.briefs.quoting import title_of
from intercity.briefs.statements import Cite, Part, Said, Statement, Words, joined, say
from intercity.briefs.wanted import Wanted, day_text
from intercity.kinds.event.models import Mode
from intercity.posts.models import Post

# More than these never fit, and could only be added by hand.
MOST_EVENTS: Final = 20


def events(wanted: Wanted) -> list[Statement]:
    """Whenever they were announced; none that was called off."""
    rows = wanted.whenever().filter(kind="event", event__ends_at__gt=wanted.as_of, event__cancelled_at=None)
    posts = rows.select_related("organisation", "space").with_details().order_by("event__starts_at", "pk")
    return [about(post) for post in posts[:MOST_EVENTS]]


def about(post: Post) -> Statement:
    """What, when, where, by whom."""
    event = post.event
    facts: list[Words] = [str(Mode(event.mode).label)]
    facts += [Said(event.place, post.language)] if event.place else []
    facts += [post.organisation.plate]
    days = dict.fromkeys((day_text(event.first_day), day_text(event.last_day)))
    pieces = say(
        _("%(days)s: “%(title)s” (%(facts)s)."), days=" – ".join(days), title=title_of(post), facts=joined(facts)
    )
    return Statement(f"event/{post.uid}", Part.EVENTS, pieces, (Cite(post.uid),), 0, post.uid)
