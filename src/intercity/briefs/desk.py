"""Briefs on the coordinators' desk: those that quote what their readers may not see any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from intercity.briefs.models import Cited
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.spaces.desk import MOST_LINES, Line, Scope, Section


def outdated(scope: Scope, now: datetime) -> Section | None:
    """Published briefs with words of a post that was withdrawn, hidden, removed or opened to fewer people since."""
    briefs = list(briefs_with_gone(scope))
    if not briefs:
        return None
    return Section(
        "briefs",
        gettext_lazy("Briefs that quote what their readers may not see any more"),
        gettext_lazy("Every brief quotes only what its readers may see."),
        [line_of(post) for post in briefs[:MOST_LINES]],
        len(briefs),
        hint=gettext_lazy("Take the sentences out of the text, or withdraw it."),
    )


def line_of(post: Post) -> Line:
    """One brief, and where one sees which of its sources are gone."""
    return Line(
        post.title, reverse("brief_one", args=[post.space.slug, post.uid]), gettext_lazy("Look at it"), post.space.name
    )


def briefs_with_gone(scope: Scope) -> Iterator[Post]:
    """The posts of those briefs, as far as the coordinator sees them, the newest first."""
    rows = Cited.objects.filter(scope.within("brief__space"), brief__published_at__isnull=False)
    cited: dict[str, set[int | None]] = defaultdict(set)
    for uid, post in rows.values_list("brief__uid", "post"):
        cited[uid].add(post)
    posts = visible(scope.viewer, list(cited))
    kept = {key: readable(*key, posts, cited) for key in {(post.label, post.space_id) for post in posts}}
    return (post for post in posts if not cited[post.uid] <= kept[post.label, post.space_id])


def visible(viewer: Viewer, uids: list[str]) -> list[Post]:
    """The briefs that the coordinator sees."""
    rows = Post.objects.visible_to(viewer).filter(uid__in=uids).select_related("space", "root")
    return list(rows.order_by("-published_at", "-pk"))


def readable(label: str, space_id: int, posts: list[Post], cited: dict[str, set[int | None]]) -> set[int | None]:
    """What all readers of briefs with that label in that space see of what these quote."""
    mine = (post.uid for post in posts if (post.label, post.space_id) == (label, space_id))
    keys = {key for uid in mine for key in cited[uid] if key is not None}
    return set(Post.objects.readable_by(label, space_id).filter(pk__in=keys).values_list("pk", flat=True))
