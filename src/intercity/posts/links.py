"""Connections between posts: which sorts there are, and what of them a viewer sees.

A connection is no text of anybody: it shows that the other post is there. So it is seen where both posts are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from intercity.organisations.viewers import Viewer
from intercity.posts.models import Link, Post

# A page shows so many of one sort, the newest; a list of its own shows all.
MOST_SHOWN: Final = 60


@dataclass(frozen=True)
class LinkSort:
    """One sort of connection. An instance stands in `settings.INTERCITY_LINKS`.

    `forward` is the heading on the page of the source, over its targets; `back` the one on the page of a target.
    `general` ones are shown by the panel that all posts share, and anybody who may connect two posts can choose
    them; the others are shown and made by the room that lists them.
    """

    name: str
    forward: str | Promise
    back: str | Promise
    general: bool = True


GREW = LinkSort("grew", _("What became of it"), _("Came from"))
PART = LinkSort("part", _("Belongs to it"), _("Part of"))
ANSWERS = LinkSort("answers", _("An answer to"), _("What answers it"))
BASIS = LinkSort("basis", _("Rests on"), _("Used for"))
SEE = LinkSort("see", _("See also"), _("See also"))


@dataclass(frozen=True)
class Tie:
    """One connection of a post: its sort, key and uid of the post at the other end, and whether that is the source."""

    sort: str
    other: int
    uid: str
    back: bool


@dataclass(frozen=True)
class Strand:
    """The posts that are connected with one by the same sort in the same direction, the newest first."""

    sort: LinkSort
    back: bool
    posts: Sequence[Post]

    @property
    def heading(self) -> str:
        """As the page of the post says it."""
        return str(self.sort.back if self.back else self.sort.forward)


@cache
def all_link_sorts() -> dict[str, LinkSort]:
    """The sorts of `settings.INTERCITY_LINKS` by name, in that order."""
    sorts: list[LinkSort] = [import_string(path) for path in settings.INTERCITY_LINKS]
    return {sort.name: sort for sort in sorts}


def linked(viewer: Viewer, post: Post, sort: LinkSort, *, back: bool = False) -> list[Post]:
    """The posts that `viewer` may see at the other end: the targets of `post`, or with `back` its sources.

    The newest first, at most `MOST_SHOWN`, with what a line about them shows; two questions to the database.
    """
    other = Link.objects.filter(sort=sort.name)
    keys = other.filter(target=post).values("source") if back else other.filter(source=post).values("target")
    rows = Post.objects.visible_to(viewer).filter(pk__in=keys).with_details()
    return list(rows.select_related("organisation", "space", "tally").order_by("-published_at", "-pk")[:MOST_SHOWN])


def strands(viewer: Viewer, post: Post, ties: Sequence[Tie], *, general: bool = True) -> list[Strand]:
    """The connections of `post` (its `ties`) that `viewer` sees, sort by sort; none is empty.

    With `general` only those of the sorts that are shown on every page.
    """
    found = {row.pk: row for row in ends(viewer, {tie.other for tie in ties})}
    made = []
    for sort in all_link_sorts().values():
        if general and not sort.general:
            continue
        for back in (True, False):
            keys = {tie.other for tie in ties if tie.sort == sort.name and tie.back == back}
            posts = [found[key] for key in found if key in keys]
            made += [Strand(sort, back, posts[:MOST_SHOWN])] if posts else []
    return made


def ties_of(post: Post) -> list[Tie]:
    """All connections of `post`, whoever sees their other ends."""
    names = ("sort", "source_id", "target_id", "source__uid", "target__uid")
    return [
        Tie(sort, source, uid, True) if target == post.pk else Tie(sort, target, other_uid, False)
        for sort, source, target, uid, other_uid in links_of(post).values_list(*names)
    ]


def links_of(post: Post) -> QuerySet[Link]:
    """The rows at either end of which `post` stands."""
    return Link.objects.filter(Q(source=post) | Q(target=post))


def ends(viewer: Viewer, keys: Collection[int]) -> list[Post]:
    """The posts with these keys that `viewer` may see, the newest first."""
    if not keys:
        return []
    rows = Post.objects.visible_to(viewer).filter(pk__in=keys).with_details()
    return list(rows.select_related("organisation", "space", "tally").order_by("-published_at", "-pk"))
