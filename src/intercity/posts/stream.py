"""The stream of a space: what the address asks for, and which posts answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from intercity.core.pagination import Page, page_by_time
from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Chosen, Facet, Wish, facets_for, read_wish
from intercity.posts.kinds import waiting_kinds
from intercity.posts.models import Post
from intercity.posts.querysets import PostQuerySet
from intercity.spaces.models import Space, SpaceState

# The filters have a package of their own; whoever reads a stream finds them here too.
__all__ = ["Chosen", "Facet", "Wish", "facets_for", "longest_waiting", "read_wish", "stream_page", "unanswered"]

MOST_UNANSWERED = 5


@dataclass(frozen=True)
class StreamPage:
    """One page of the stream: `pinned` stand above the first, unfiltered one."""

    pinned: Sequence[Post]
    page: Page[Post]


def stream_page(viewer: Viewer, space: Space, wish: Wish, cursor: str | None) -> StreamPage:
    """The posts of `space` that `viewer` may see and that the address asks for."""
    posts = Post.objects.visible_to(viewer).roots().filter(space=space)
    # Topics and groups of pinned and other posts are fetched together.
    rows: PostQuerySet = posts.for_cards().prefetch_related(None)
    if wish.chosen:
        pinned: list[Post] = []
    else:
        pinned = list(rows.filter(pinned_at__isnull=False).order_by("-pinned_at")) if not cursor else []
        rows = rows.filter(pinned_at=None)
    page = page_by_time(rows.filter(wish.where), cursor)
    prefetch_related_objects([*pinned, *page.items], *terms())
    return StreamPage(pinned, page)


def terms() -> list[Prefetch[Any]]:
    """What a card needs beside its joined rows."""
    return [Prefetch("topics"), Prefetch("groups")]


def unanswered(posts: PostQuerySet) -> PostQuerySet:
    """Those of `posts` that wait for an answer and have none, newest first, with their organisations.

    In an archive nobody can answer, so nobody waits there.
    """
    answers = Post.objects.filter(root=OuterRef("pk"), state="published")
    waiting = posts.roots().filter(~Exists(answers), kind__in=waiting_kinds()).exclude(space__state=SpaceState.ARCHIVED)
    return waiting.select_related("organisation").order_by("-published_at", "-pk")


def longest_waiting(viewer: Viewer, space: Space) -> list[Post]:
    """The latest few questions of a space without an answer, the one that waits longest first."""
    posts = Post.objects.visible_to(viewer).filter(space=space)
    return list(unanswered(posts)[:MOST_UNANSWERED])[::-1]
