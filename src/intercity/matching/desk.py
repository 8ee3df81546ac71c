"""Questions on the coordinators' desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intercity.matching.queries import escalations
from intercity.posts.lists import unanswered
from intercity.posts.models import Post, Source
from intercity.spaces.desk import MOST_LINES, Line, Scope, Section

DAY: Final = timedelta(days=1)


def told(scope: Scope, now: datetime) -> Section:
    """Questions whose coordinators were told because nobody answered."""
    rows = escalations(scope.viewer).filter(scope.within())
    return Section(
        "told",
        gettext_lazy("Questions that wait too long"),
        gettext_lazy("No question waits so long that you had to be told."),
        [line_of(post, is_late=True) for post in rows[:MOST_LINES]],
        rows.count(),
        hint=gettext_lazy("The cities that are most likely to know were asked. Call somebody, or answer yourself."),
    )


def unanswered_questions(scope: Scope, now: datetime) -> Section:
    """The newest questions without an answer that were not escalated, the one that waits longest first."""
    posts = Post.objects.visible_to(scope.viewer).filter(scope.within(), source=Source.NATIVE)
    rows = unanswered(posts).exclude(pursuit__escalated_at__isnull=False).select_related("organisation", "space")
    found = list(rows)[::-1]
    return Section(
        "unanswered",
        gettext_lazy("Questions without an answer"),
        gettext_lazy("Every question has an answer."),
        [line_of(post, is_late=now - post.published_at > DAY) for post in found[:MOST_LINES]],
        len(found),
        hint=by_age(found, now),
    )


def line_of(post: Post, *, is_late: bool) -> Line:
    """A question, who asks, and where it can be answered."""
    about = f"{post.organisation.plate} · {post.space.name}"
    address = f"{post.get_absolute_url()}#thread"
    return Line(post.title or post.excerpt, address, gettext_lazy("Answer"), about, post.published_at, is_late)


def by_age(posts: Iterable[Post], now: datetime) -> str:
    """How many wait how long, as a sentence; "" for none."""
    ages = [now - post.published_at for post in posts]
    long, day = sum(age > 2 * DAY for age in ages), sum(DAY < age <= 2 * DAY for age in ages)
    parts = [
        (long, ngettext("%(n)s for more than two days", "%(n)s for more than two days", long)),
        (day, ngettext("%(n)s for more than a day", "%(n)s for more than a day", day)),
        (
            len(ages) - long - day,
            ngettext("%(n)s for less than a day", "%(n)s for less than a day", len(ages) - long - day),
        ),
    ]
    said = ", ".join(text % {"n": n} for n, text in parts if n)
    return _("Waiting: %(ages)s.") % {"ages": said} if said else ""
