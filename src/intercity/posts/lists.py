"""Lists of posts as pages show them: which posts, by their keys, and their kept cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists
from django.utils.safestring import SafeString, mark_safe

from intercity.core.pagination import Page, keys_by_time
from intercity.organisations.viewers import Viewer
from intercity.posts.cards import cards_of
from intercity.posts.filters import Wish
from intercity.posts.folding import by_themselves
from intercity.posts.kinds import waiting_kinds
from intercity.posts.models import Post
from intercity.posts.parts import Audience
from intercity.posts.querysets import PostQuerySet, answers_by_others
from intercity.spaces.models import Space, SpaceState

MOST_UNANSWERED = 5
# How far back one looks for what waits: so many questions. The cost of a page must not grow with the archive.
QUESTIONS_LOOKED_AT = 200


@dataclass(frozen=True)
class StreamKeys:
    """Primary keys of one page of the stream: `pinned` stand above the first, unfiltered one."""

    pinned: Sequence[int]
    page: Page[int]


@dataclass(frozen=True)
class Cards:
    """One page of cards; `next` is the cursor of the page after, or None at the end."""

    items: Sequence[SafeString]
    next: str | None
    pinned: Sequence[SafeString] = ()

    @property
    def html(self) -> SafeString:
        """All of the page in one piece; looping over them in a template costs more than all else about them."""
        # Each is rendered by a template, which escapes.
        return mark_safe("".join(self.items))


def stream_keys(viewer: Viewer, space: Space, wish: Wish, cursor: str | None) -> StreamKeys:
    """Which posts of `space` the viewer may see and the address asks for; without a filter no parts beside a whole."""
    rows = Post.objects.visible_to(viewer).roots().filter(space=space)
    if wish.chosen:
        return StreamKeys((), keys_by_time(rows.filter(wish.where), cursor))
    pinned = rows.filter(pinned_at__isnull=False).order_by("-pinned_at").values_list("pk", flat=True)
    return StreamKeys(
        () if cursor else tuple(pinned), keys_by_time(by_themselves(viewer, rows.filter(pinned_at=None)), cursor)
    )


def cards_for(viewer: Viewer, audience: Audience, keys: Page[int], pinned: Sequence[int] = ()) -> Cards:
    """The cards of the posts with these keys, each checked once more against the viewer's audience."""
    return Cards(
        cards_of(viewer, keys.items, audience.language, audience.since),
        keys.next,
        cards_of(viewer, pinned, audience.language, audience.since) if pinned else (),
    )


def newest_questions(posts: PostQuerySet) -> PostQuerySet:
    """The newest of `posts` that wait for an answer while there is none; as many as are looked at.

    In an archive nobody can answer, so nobody waits there.
    """
    asked = posts.roots().filter(kind__in=waiting_kinds()).exclude(space__state=SpaceState.ARCHIVED)
    return asked.order_by("-published_at", "-pk")[:QUESTIONS_LOOKED_AT]


def unanswered(posts: PostQuerySet) -> PostQuerySet:
    """Those of the newest questions in `posts` that have no answer and are not settled, newest first, with their
    organisations.

    An answer counts where everybody sees it who sees the question, as on its card: what somebody cannot see must
    not tell them that it is there.
    """
    waiting = Post.objects.filter(pk__in=newest_questions(posts).values("pk")).filter(~Exists(answers_by_others()))
    return waiting.exclude(tally__answered=True).select_related("organisation").order_by("-published_at", "-pk")


def longest_waiting(viewer: Viewer, space: Space) -> list[Post]:
    """The latest few questions of a space without an answer, the one that waits longest first."""
    posts = Post.objects.visible_to(viewer).filter(space=space)
    return list(unanswered(posts)[:MOST_UNANSWERED])[::-1]
