"""Which acts the reader of a stream hears of, as a filter over the record: not even how many others came may be told.

The filter says of acts what `StreamWish.hears` says of their events.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from intercity.activity.models import Activity
from intercity.live.event import StreamWish
from intercity.posts.models import Post
from intercity.posts.visibility import NAMED, NETWORK_AUDIENCE, SPACE, audience_of
from intercity.spaces.models import Label

PUBLISHED = "post.published"
REMOVED = "post.removed"
# Of these pages hear that something is another, and fetch it anew.
CHANGES = (
    "post.edited",
    "post.withdrawn",
    "post.removed",
    "post.hidden",
    "post.restored",
    "post.relabelled",
    "post.claimed",
    "post.reacted",
    "adoption.changed",
    "adoption.reviewed",
    "practice.asked",
    "practice.confirmed",
    "question.asked",
    "question.passed",
    "question.declined",
    "question.escalated",
    "question.accepted",
    "question.settled",
    "question.reopened",
    "request.changed",
    "event.cancelled",
    "event.reinstated",
    "event.over",
    "rollcall.changed",
    "rollcall.over",
    "rollcall.closed",
    "rollcall.reopened",
)
# What rooms above show is for the pages of the post that it is about.
THREAD_ONLY = list(settings.INTERCITY_SHOWERS)
OF_SPACES = ("posts.imported", "space.removed")
SHOWN = [PUBLISHED, *THREAD_ONLY, *CHANGES, *OF_SPACES]


def may_concern(wish: StreamWish, rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Those of the acts that are shown to the reader of `wish`, by how things stand now and how they stood before."""
    now = Post.objects.filter(heard(wish, "label", "space__uid", "readers"))
    thread = Exists(now.filter(uid=OuterRef("root_uid")))
    present = Q(thread) & Q(Exists(now.filter(uid=OuterRef("post_uid"))))
    then = heard(wish, "data__label", "space_uid", "data__readers")
    before = heard(wish, "data__was", "space_uid", "data__was_readers") & (Q(post_uid=F("root_uid")) | Q(thread))
    return rows.filter(
        Q(verb__in=(PUBLISHED, *CHANGES)) & (present | before)
        # What rooms above show may be for fewer than the post that it is about: these acts say for whom.
        | Q(verb__in=THREAD_ONLY) & present & then
        | Q(verb=REMOVED) & then
        | of_spaces(wish)
    )  # fmt: skip


def heard(wish: StreamWish, label: str, space: str, readers: str) -> Q:
    """What a label, the uid of its space and its readers, found by these lookups, open to the audiences of `wish`."""
    wide = [one.value for one in Label if audience_of(one, "") & wish.audiences]
    inside = (Label.GREEN.value, Label.AMBER.value)
    return (
        Q(**{f"{label}__in": wide})
        | Q(**{f"{label}__in": inside, f"{space}__in": list(names(wish, SPACE))})
        | Q(**{label: Label.RED.value, f"{readers}__in": list(names(wish, NAMED))})
    )


def names(wish: StreamWish, prefix: str) -> Iterator[str]:
    """The uids in those of its audiences that begin so."""
    return (audience.removeprefix(prefix) for audience in wish.audiences if audience.startswith(prefix))


def of_spaces(wish: StreamWish) -> Q:
    """Imports and removed spaces, for whoever may know of them."""
    if NETWORK_AUDIENCE in wish.audiences:
        return Q(verb__in=OF_SPACES)
    public = Q(verb="posts.imported", public=True) | Q(verb="space.removed", data__label=Label.CLEAR)
    return public | Q(verb__in=OF_SPACES, space_uid__in=list(names(wish, SPACE)))


def knowing(label: str, space_uid: str) -> frozenset[str]:
    """Who may know of a space whose widest label this is: `Space.objects.visible_to` in the words of streams."""
    return audience_of(Label.CLEAR if label == Label.CLEAR else Label.GREEN, space_uid)
