"""Requests to another level: questions with an addressee, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from intercity.kinds.question.models import Question, RequestState
from intercity.organisations.models import Level, Organisation
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.posts.waiting import is_answered

OTHER_LEVELS = tuple(level for level in Level if level != Level.LOCAL)


def may_be_asked() -> QuerySet[Organisation]:
    """Organisations above the cities, level by level."""
    return Organisation.objects.in_network().filter(level__in=OTHER_LEVELS).order_by("level", "name")


def find_addressees(several: Iterable[Mapping[str, Any]]) -> dict[str, Organisation]:
    """The organisations that these details name as addressees, by slug; for none of them nothing is asked."""
    slugs = {details.get("addressee") for details in several} - {None, ""}
    return {one.slug: one for one in Organisation.objects.filter(slug__in=slugs)} if slugs else {}


def address_to(row: Question, addressee: Organisation | None) -> None:
    """Name the addressee in an unsaved row; a new one has the request from now on."""
    new = addressee.pk if addressee else None
    if row.addressee_id == new:
        return
    row.addressee, row.refusal = addressee, ""
    row.request_state, row.request_at = RequestState.SENT, timezone.now() if addressee else None


def replies() -> QuerySet[Post]:
    """Within a query over posts: what the addressee said under each since the request is in its state."""
    return Post.objects.filter(
        root=OuterRef("pk"), state="published", label=OuterRef("label"),
        organisation=OuterRef("question__addressee"), published_at__gt=OuterRef("question__request_at"),
    )  # fmt: skip


def with_replies(posts: PostQuerySet) -> PostQuerySet:
    """Requests with `is_replied`, which `request_state` reads."""
    return posts.annotate(is_replied=Exists(replies()))


def request_state(post: Post) -> RequestState:
    """As the addressee says, or answered where it has replied since; for a post with an addressee."""
    said = RequestState(post.question.request_state)
    if said in (RequestState.ANSWERED, RequestState.REFUSED):
        return said
    return RequestState.ANSWERED if is_replied(post) else said


def is_replied(post: Post) -> bool:
    """Whether the addressee has; known where the post comes `with_replies`, else asked for where anybody answered."""
    known = post.__dict__.get("is_replied")
    if known is not None:
        return bool(known)
    return is_answered(post) and Post.objects.filter(pk=post.pk).filter(Exists(replies())).exists()


def open_requests(posts: PostQuerySet) -> PostQuerySet:
    """Those of `posts` that ask another level and wait for it; not in archives, where nobody can answer."""
    waiting = posts.roots().filter(
        question__addressee__isnull=False, question__request_state__in=(RequestState.SENT, RequestState.RECEIVED)
    )
    return waiting.filter(~Exists(replies())).exclude(tally__answered=True).exclude(space__state="archived")
