"""Parts of a post in streams: the card of the whole says that they are there, so they do not stand beside it.

Where somebody does not see the whole, its part stands by itself; so it does where a stream is narrowed by a filter, in
lists of a topic and in what a search finds.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import folding_kinds, kind_of
from intercity.posts.links import PART
from intercity.posts.models import Link, Post
from intercity.posts.querysets import PostQuerySet


def by_themselves(viewer: Viewer, rows: PostQuerySet) -> PostQuerySet:
    """Those of `rows` that are no part of a post that the viewer sees."""
    # Its own organisation's: nobody folds what another says under a post of theirs.
    whole = Post.objects.visible_to(viewer).filter(root=None, organisation=OuterRef(OuterRef("organisation")))
    ties = Link.objects.filter(sort=PART.name, target=OuterRef("pk"), source__in=whole.values("pk"))
    return rows.filter(~Q(kind__in=folding_kinds()) | ~Exists(ties))


def is_folded(post: Post) -> bool:
    """Whether all who see `post` see what it is a part of: open streams then leave it out too."""
    if not kind_of(post).folds:
        return False
    own = Post.objects.filter(state="published", root=None, organisation=post.organisation_id)
    same = own.filter(label=post.label, readers=post.readers_id)
    return Link.objects.filter(sort=PART.name, target=post, source__in=same.filter(space=post.space_id)).exists()
