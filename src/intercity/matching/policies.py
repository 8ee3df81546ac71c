"""Who may ask others directly, and answer for those that were asked."""

from __future__ import annotations

from django.db.models import Q

from intercity.matching.models import Asked
from intercity.organisations.permissions import rule
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.waiting import is_settled
from intercity.spaces.models import SpaceMember


@rule("post.ask", for_owner=True)
def ask(viewer: Viewer, post: Post) -> bool:
    """Choose whom to ask: those who speak for the organisation that asks, until it is settled or the space closes."""
    if not kind_of(post).waits or post.root_id is not None or post.is_imported or is_settled(post):
        return False
    return post.is_published and not post.space.is_archived and veils.speaks_for(viewer, post)


@rule("asked.settle", goes_on=True)
def settle(viewer: Viewer, asked: Asked) -> bool:
    """Say that one cannot help, or pass it on: those who speak for the organisation that was asked."""
    return viewer.may_speak_for(asked.organisation_id) and not asked.post.space.is_archived


def sees_who_was_asked(viewer: Viewer, post: Post) -> bool:
    """Whether a reader of the question may know whom it went to: the network and the space, never the public."""
    if viewer.reads_network:
        return True
    ids = viewer.organisation_ids
    return bool(ids) and post.space.members.filter(organisation__in=ids).exists()


def known_to(viewer: Viewer) -> Q:
    """The same as a filter over who was asked. That they may see the question is asked beside it."""
    if viewer.reads_network:
        return Q()
    return Q(post__space__in=SpaceMember.objects.filter(organisation__in=viewer.organisation_ids).values("space"))
