"""Wishes that wait for an answer, as somebody may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from intercity.organisations.models import Membership
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.models import LabelWish, Post
from intercity.posts.policies import last_writer

MOST_WAITING = 100


@dataclass(frozen=True)
class Waiting:
    """An open wish: whether the viewer answers it, and whether there is anybody who could."""

    wish: LabelWish
    answers: bool
    has_answerer: bool


def open_for(viewer: Viewer) -> QuerySet[LabelWish]:
    """The open wishes about what the viewer can see."""
    rows = LabelWish.objects.still_open().filter(post__in=Post.objects.visible_to(viewer))
    related = ("post__organisation", "post__space", "post__root", "post__parent", "organisation", "asked_by")
    return rows.select_related(*related).order_by("pk")


def speaking_ids(viewer: Viewer) -> list[int]:
    """Keys of the organisations that the viewer speaks for."""
    return [one.organisation_id for one in viewer.memberships if one.may_speak]


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """What waits for the viewer's own answer, the oldest first."""
    ids = speaking_ids(viewer)
    rows = open_for(viewer).filter(post__organisation__in=ids)[:MOST_WAITING] if ids else []
    return [Waiting(wish, answers=True, has_answerer=True) for wish in rows if may(viewer, "post.agree", wish)]


def wishes_on(viewer: Viewer, post: Post) -> Sequence[Waiting]:
    """The open wishes on a post and under it: for those whose text it is, and for whoever asked."""
    if viewer.person is None:
        return []
    mine = Q(post__organisation__in=speaking_ids(viewer)) | Q(asked_by=viewer.person)
    rows = open_for(viewer).filter(mine, Q(post=post) | Q(post__root=post))
    return [waiting(viewer, wish) for wish in rows]


def waiting(viewer: Viewer, wish: LabelWish) -> Waiting:
    """One wish, as the viewer stands to it."""
    if may(viewer, "post.agree", wish):
        return Waiting(wish, answers=True, has_answerer=True)
    others = Membership.objects.speaking().filter(organisation=wish.post.organisation_id)
    if not wish.is_consent:
        others = others.exclude(person__in=[key for key in (wish.asked_by_id, last_writer(wish.post)) if key])
    return Waiting(wish, answers=False, has_answerer=others.exists())


def wish_on(viewer: Viewer, post: Post) -> Waiting | None:
    """The open wish on this post or comment, for whoever may know of it."""
    return next((one for one in wishes_on(viewer, post) if one.wish.post_id == post.pk), None)
