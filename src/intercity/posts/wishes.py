"""Wishes that wait for an answer, as somebody may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from intercity.organisations.models import Membership
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.models import LabelWish, Post, Revision, WishSort
from intercity.posts.policies import neither

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
    return with_writer(rows.select_related(*related)).order_by("pk")


def with_writer(rows: QuerySet[LabelWish]) -> QuerySet[LabelWish]:
    """The same with `policies.last_writer` of their posts as `writer_id`: no question for each."""
    newest = Revision.objects.filter(post=OuterRef("post")).order_by("-number").values("by")[:1]
    return rows.annotate(writer_id=Coalesce(Subquery(newest), "post__author", output_field=BigIntegerField()))


def speaking_ids(viewer: Viewer) -> list[int]:
    """Keys of the organisations that the viewer speaks for."""
    return [one.organisation_id for one in viewer.memberships if one.may_speak]


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """What waits for the viewer's own answer, the oldest first."""
    ids = speaking_ids(viewer)
    if not ids:
        return []
    mine = Q(asked_by=viewer.person) | Q(writer_id=viewer.person.pk if viewer.person else 0)
    rows = open_for(viewer).filter(post__organisation__in=ids).exclude(mine, sort=WishSort.SECOND)[:MOST_WAITING]
    return [Waiting(wish, answers=True, has_answerer=True) for wish in rows if may(viewer, "post.agree", wish)]


def wishes_on(viewer: Viewer, post: Post) -> Sequence[Waiting]:
    """The open wishes on a post and under it: for those whose text it is, and for whoever asked."""
    if viewer.person is None:
        return []
    mine = Q(post__organisation__in=speaking_ids(viewer)) | Q(asked_by=viewer.person)
    rows = list(open_for(viewer).filter(mine, Q(post=post) | Q(post__root=post))[:MOST_WAITING])
    speaking = Membership.objects.speaking().filter(organisation__in={row.post.organisation_id for row in rows})
    by_organisation: dict[int, set[int]] = defaultdict(set)
    for organisation, person in speaking.values_list("organisation", "person") if rows else ():
        by_organisation[organisation].add(person)
    return [waiting(viewer, row, by_organisation[row.post.organisation_id]) for row in rows]


def waiting(viewer: Viewer, wish: LabelWish, speaking: Set[int]) -> Waiting:
    """One wish, as the viewer stands to it; `speaking` are the keys of those who speak for its organisation."""
    if may(viewer, "post.agree", wish):
        return Waiting(wish, answers=True, has_answerer=True)
    others = speaking if wish.is_consent else speaking - neither(wish)
    return Waiting(wish, answers=False, has_answerer=bool(others))


def wish_on(viewer: Viewer, post: Post) -> Waiting | None:
    """The open wish on this post or comment, for whoever may know of it."""
    return next((one for one in wishes_on(viewer, post) if one.wish.post_id == post.pk), None)
