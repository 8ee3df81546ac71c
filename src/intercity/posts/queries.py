"""Fetch with permission."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may, may
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post, Reaction, State
from intercity.posts.models.reaction import Sort


def get_post_for(viewer: Viewer, uid: str) -> Post:
    """The published post or comment, or Http404 for whoever may not see it."""
    return first_or_404(viewer, uid, traces=False)


def get_trace_for(viewer: Viewer, uid: str) -> Post:
    """As `get_post_for`, with withdrawn ones: their page says that they were withdrawn, not what they said."""
    return first_or_404(viewer, uid, traces=True)


def get_post_to_edit(viewer: Viewer, uid: str) -> Post:
    """As `get_post_for`, with what waits for its time, for its own people."""
    return find_embargoed(viewer, uid) or get_post_for(viewer, uid)


def find_embargoed(viewer: Viewer, uid: str) -> Post | None:
    """What waits for its time, for its own people; None for everybody else."""
    rows = Post.objects.embargoed_for(viewer)
    return rows.select_related("organisation__place", "space", "author", "tally").with_details().with_uid(uid)


def get_post_to_look_behind(viewer: Viewer, uid: str) -> Post:
    """A post without its city's name, for whoever may learn who wrote it: also while moderators hide it.

    Http404 for whoever may not see it, PermissionDenied for whoever sees it and may not look.
    """
    shown = (State.PUBLISHED, State.HIDDEN)
    posts = Post.objects.labelled_for(viewer).filter(Q(root=None) | Q(root__state__in=shown), state__in=shown)
    post = posts.select_related("organisation", "space", "root").with_uid(uid)
    if post is None or not may(viewer, "post.look", post):
        post = get_post_for(viewer, uid)
        check_may(viewer, "post.look", post)
    return post


def first_or_404(viewer: Viewer, uid: str, *, traces: bool) -> Post:
    """The post with everything its page shows."""
    posts = Post.objects.traces_for(viewer) if traces else Post.objects.visible_to(viewer)
    related = ("organisation__place", "space", "author", "origin", "tally", "root")
    post = posts.select_related(*related).with_details().with_uid(uid)
    if post is None:
        raise Http404
    if post.root is not None:
        # A comment stands in the space of its post: not read twice.
        post.root.space = post.space
    return post


def who_needs(post: Post) -> QuerySet[Person]:
    """The people who pressed, for their organisations, that they need the same; they want to hear of answers."""
    pressed = Reaction.objects.filter(post=post, sort=Sort.NEEDED, by__isnull=False)
    return Person.objects.filter(pk__in=pressed.values("by"), is_active=True).order_by("pk")
