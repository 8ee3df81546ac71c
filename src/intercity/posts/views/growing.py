"""A post that is made of another one: the composer opens with its words, and both lead to each other afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404

from intercity.organisations.request import Request
from intercity.posts.content import NewLink, is_uid
from intercity.posts.kinds import Kind
from intercity.posts.links import GREW
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for

PARAM = "from"


def grown_from(request: Request) -> Post | None:
    """The post that the address names; None where it names none that the viewer sees."""
    uid = request.GET.get(PARAM, "")
    if not is_uid(uid):
        return None
    try:
        post = get_post_for(request.viewer, uid)
    except Http404:
        return None
    return post if post.root_id is None else None


def begun_by(post: Post | None, kind: Kind | None = None) -> dict[str, Any]:
    """What the form of `kind` says before anybody typed, where one is made of `post`."""
    if post is None:
        return {}
    return {
        **(kind.begun_from(post) if kind else {}),
        "title": post.title,
        "topics": [topic.slug for topic in post.topics.all()],
        "groups": [group.slug for group in post.groups.all()],
    }


def links_to(post: Post | None, kind: Kind | None = None) -> Sequence[NewLink]:
    """How what is being published, one of `kind`, is connected with `post`."""
    return [NewLink(kind.grows_by if kind else GREW.name, post, back=True)] if post is not None else []
