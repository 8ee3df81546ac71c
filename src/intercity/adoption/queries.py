"""What pages of organisations and spaces say about adoptions. All of it only about posts that the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.http import Http404

from intercity.adoption.models import DONE, Adoption
from intercity.organisations.models import Organisation
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for
from intercity.spaces.models import Space

MOST_NAMED = 8
MONTH = timedelta(days=30)


def get_practice_for(viewer: Viewer, uid: str) -> Post:
    """The post, if it is one that others can take over and the viewer may see it; else Http404."""
    post = get_post_for(viewer, uid)
    if not kind_of(post).adoptable or post.root_id is not None:
        raise Http404
    return post


def is_in_force(post: Post) -> bool:
    """Whether it says of itself that it holds today."""
    where = kind_of(post).in_force()
    return where is not None and Post.objects.filter(where, pk=post.pk).exists()


def gave(viewer: Viewer, organisation: Organisation) -> Sequence[Post]:
    """The practices of `organisation` that most others do too, with `tally`."""
    posts = Post.objects.visible_to(viewer).roots().filter(organisation=organisation, tally__adopted__gt=0)
    return list(posts.select_related("tally").order_by("-tally__adopted", "-pk")[:MOST_NAMED])


def took(viewer: Viewer, organisation: Organisation) -> Sequence[Adoption]:
    """What `organisation` said last about practices of others, with these and their organisations."""
    # From the few adoptions to their posts: the other way a database lists all posts that one may see.
    posts = Post.objects.visible_to(viewer).filter(adoptions__organisation=organisation)
    order = ("-adoptions__at", "-adoptions__pk")
    newest = list(posts.order_by(*order).values_list("adoptions__pk", flat=True)[:MOST_NAMED])
    found = Adoption.objects.select_related("post__organisation").in_bulk(newest)
    return [found[pk] for pk in newest if pk in found]


@dataclass(frozen=True)
class Lately:
    """A practice, and how many organisations said in the last 30 days that they do it too."""

    post: Post
    count: int


def most_adopted(viewer: Viewer, space: Space, now: datetime) -> list[Lately]:
    """The practices of `space` that most organisations took over, or said that they do too, in the last 30 days."""
    lately = Adoption.objects.filter(at__gt=now - MONTH, status__in=DONE, post__space=space)
    counts = dict(lately.order_by().values_list("post").annotate(count=Count("pk")))
    seen = Post.objects.visible_to(viewer).roots().filter(pk__in=list(counts)).select_related("organisation")
    ranked = sorted(seen, key=lambda post: (counts[post.pk], post.pk), reverse=True)
    return [Lately(post, counts[post.pk]) for post in ranked[:MOST_NAMED]]
