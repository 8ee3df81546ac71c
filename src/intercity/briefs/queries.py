"""Fetch briefs with permission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404

from intercity.briefs.composing import Composed, compose
from intercity.briefs.models import Brief
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.visibility import sees_label
from intercity.spaces.models import Label, Space
from intercity.spaces.models.labels import usable_within

MOST_LISTED: Final = 50


@dataclass(frozen=True)
class Opened:
    """A brief as a viewer may see it: `post` once it is out and they see it, `may_make` whether they may change it."""

    brief: Brief
    post: Post | None
    may_make: bool

    @property
    def label(self) -> Label:
        """Whom it is written for: those of its label, and of its post's where that was opened to more people since."""
        own = self.brief.label_mark
        return min(own, self.post.label_mark, key=lambda one: one.rank) if self.post is not None else own

    def composed(self) -> Composed:
        """What it says now."""
        return compose(self.brief.wanted_by(self.label), self.brief.keys, self.brief.source_numbers())


def labels_for_brief(viewer: Viewer, space: Space) -> Sequence[Label]:
    """The labels that `viewer` may choose: those of the space that they see themselves; never "Named only"."""
    usable = (label for label in usable_within(space.widest_label) if label != Label.RED)
    return [label for label in usable if sees_label(viewer, label, space.pk)]


def get_brief_for(viewer: Viewer, space: Space, uid: str) -> Opened:
    """The brief of `space`: for whoever may make one there and sees its label; once it is published, for whoever
    sees its post. Else Http404.
    """
    brief = Brief.objects.select_related("space").filter(space=space, uid=uid).first()
    if brief is None:
        raise Http404
    posts = Post.objects.visible_to(viewer).select_related("organisation", "space", "root", "tally")
    post = posts.with_uid(uid) if brief.published_at is not None else None
    makes = may(viewer, "brief.make", space) and sees_label(viewer, brief.label, space.pk)
    if post is None and not makes:
        raise Http404
    return Opened(brief, post, makes)


def published_briefs(viewer: Viewer, space: Space) -> list[Post]:
    """The newest posts that are briefs of the space and that the viewer sees."""
    uids = Brief.objects.filter(space=space, published_at__isnull=False).values("uid")
    rows = Post.objects.visible_to(viewer).filter(uid__in=uids).select_related("organisation")
    return list(rows.order_by("-published_at", "-pk")[:MOST_LISTED])


def kept_briefs(viewer: Viewer, space: Space) -> list[Brief]:
    """The newest ones that are not published, for whoever may make one; of labels that they see."""
    if not may(viewer, "brief.make", space):
        return []
    rows = Brief.objects.filter(space=space, published_at=None, label__in=labels_for_brief(viewer, space))
    return list(rows[:MOST_LISTED])
