"""Fetch with permission."""

from __future__ import annotations

from django.http import Http404

from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import details_relations
from intercity.posts.models import Post


def get_post_for(viewer: Viewer, uid: str) -> Post:
    """The published post or comment, or Http404 for whoever may not see it."""
    return first_or_404(viewer, uid, traces=False)


def get_trace_for(viewer: Viewer, uid: str) -> Post:
    """As `get_post_for`, with withdrawn ones: their page says that they were withdrawn, not what they said."""
    return first_or_404(viewer, uid, traces=True)


def first_or_404(viewer: Viewer, uid: str, *, traces: bool) -> Post:
    """The post with everything its page shows."""
    posts = Post.objects.traces_for(viewer) if traces else Post.objects.visible_to(viewer)
    related = ("organisation__place", "space", "author", "origin", "tally", "root__space", *details_relations())
    post = posts.select_related(*related).filter(uid=uid).first()
    if post is None:
        raise Http404
    return post
