"""Briefs on the coordinators' desk: those of which a source went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from intercity.briefs.models import Cited
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.spaces.desk import MOST_LINES, Line, Scope, Section

LATELY: Final = timedelta(days=30)


def outdated(scope: Scope, now: datetime) -> Section | None:
    """Published briefs that quote a post which was withdrawn, hidden, removed or opened to fewer people lately."""
    briefs = list(briefs_with_gone(scope, now))
    if not briefs:
        return None
    return Section(
        "briefs",
        gettext_lazy("Briefs that lost a source lately"),
        gettext_lazy("Every source of a brief of the last month is still there."),
        [line_of(post) for post in briefs[:MOST_LINES]],
        len(briefs),
        hint=gettext_lazy("What it said is taken out of the published text. Make a new brief where it matters."),
    )


def line_of(post: Post) -> Line:
    """One brief, and where one sees which of its sources are gone."""
    return Line(
        post.title, reverse("brief_one", args=[post.space.slug, post.uid]), gettext_lazy("Look at it"), post.space.name
    )


def briefs_with_gone(scope: Scope, now: datetime) -> Iterator[Post]:
    """The posts of those briefs, as far as the coordinator sees them, the newest first."""
    rows = Cited.objects.filter(scope.within("brief__space"), brief__published_at__isnull=False)
    lately = set(rows.filter(gone_at__gt=now - LATELY).values_list("brief__uid", flat=True))
    # Before the worker took its words out.
    cited: dict[str, set[int | None]] = defaultdict(set)
    briefs: dict[str, tuple[str, int]] = {}
    for uid, label, space, post in rows.filter(gone_at=None).values_list(
        "brief__uid", "brief__label", "brief__space", "post"
    ):
        briefs[uid] = (label, space)
        cited[uid].add(post)
    kept = {key: readable(*key, [cited[uid] for uid, own in briefs.items() if own == key]) for key in briefs.values()}
    lately |= {uid for uid, key in briefs.items() if not cited[uid] <= kept[key]}
    return iter(visible(scope.viewer, list(lately)))


def visible(viewer: Viewer, uids: list[str]) -> list[Post]:
    """The briefs that the coordinator sees."""
    rows = Post.objects.visible_to(viewer).filter(uid__in=uids).select_related("space", "root")
    return list(rows.order_by("-published_at", "-pk"))


def readable(label: str, space_id: int, cited: Sequence[set[int | None]]) -> set[int | None]:
    """What all readers of briefs with that label in that space see of what these quote."""
    keys = {key for keys in cited for key in keys if key is not None}
    return set(Post.objects.readable_by(label, space_id).filter(pk__in=keys).values_list("pk", flat=True))
