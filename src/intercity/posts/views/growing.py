"""A post that is made of another one: the composer opens with its words, and both lead to each other afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import FileField
from django.http import Http404

from intercity.organisations.request import Request
from intercity.posts.content import NewLink, is_uid
from intercity.posts.forms import PostForm
from intercity.posts.kinds import Kind
from intercity.posts.links import GREW
from intercity.posts.models import Post
from intercity.posts.queries import get_post_for

PARAM = "from"
FILL = "fill"


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


def gather(request: Request, form: PostForm, kind: Kind, source: Post | None) -> PostForm | None:
    """The form filled with what was written around `source`, where that is what its reader pressed for; else None.

    What was typed stands in it.
    """
    pressed = FILL in (request.POST if request.method == "POST" else request.GET)
    if not pressed or source is None or not kind.gathers(source):
        return None
    typed = {bound.name: bound.value() for bound in form if not isinstance(bound.field, FileField)}
    values = {**typed, **kind.gathered(request.viewer, source, typed)}
    return type(form)(viewer=form.viewer, space=form.space, initial=values)


def links_to(post: Post | None, kind: Kind | None = None) -> Sequence[NewLink]:
    """How what is being published, one of `kind`, is connected with `post`."""
    return [NewLink(kind.grows_by if kind else GREW.name, post, back=True)] if post is not None else []
