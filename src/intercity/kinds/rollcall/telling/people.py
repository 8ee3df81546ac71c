"""Whom a roll call concerns. Ten thousand organisations are never in memory at once: they come in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeVar

from django.db.models import Model, QuerySet

from intercity.activity.models import Activity
from intercity.kinds.rollcall.models import RollCall
from intercity.kinds.rollcall.silence import unanswered
from intercity.organisations.models import Membership, Organisation, Person
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.telling import NotForThem

M = TypeVar("M", bound=Model)
PIECE: Final = 500


def in_pieces(rows: QuerySet[M]) -> Iterator[M]:
    """All rows by their keys, a piece at a time.

    Each piece is a query of its own: an open one would hold its snapshot while the caller writes.
    """
    last = 0
    while piece := list(rows.filter(pk__gt=last).order_by("pk")[:PIECE]):
        yield from piece
        last = piece[-1].pk


def speakers(organisations: QuerySet[Organisation]) -> QuerySet[Person]:
    """Everybody who may speak for one of these now."""
    rows = Membership.objects.speaking().filter(organisation__in=organisations.order_by().values("pk"))
    return Person.objects.filter(pk__in=rows.values("person")).order_by("pk")


def rollcall_of(activity: Activity) -> RollCall | None:
    """The roll call that an act is about, with its post; None when it is gone."""
    rows = RollCall.objects.select_related("post__space", "post__organisation", "post__author")
    return rows.filter(post__uid=activity.post_uid).first()


def actor(activity: Activity) -> QuerySet[Person]:
    """Who did it, while their account is open."""
    return Person.objects.filter(uid=activity.person_uid, is_active=True)


def one_to_answer(viewer: Viewer, rollcall: RollCall) -> Organisation:
    """The organisation for which `viewer` can give the answer that is still missing; NotForThem when there is none."""
    own = [membership.organisation_id for membership in viewer.memberships if membership.may_speak]
    found = unanswered(rollcall).filter(pk__in=own).first()
    if found is None:
        raise NotForThem("has answered already, or is not theirs to answer")
    return found


def check_open(post: Post | None) -> Post:
    """The post, while it can be seen and the roll call can be answered; else NotForThem."""
    if post is None:
        raise NotForThem("may not see it any more")
    if post.rollcall.is_closed:
        raise NotForThem("is closed")
    return post
