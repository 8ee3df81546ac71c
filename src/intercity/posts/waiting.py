"""Whether somebody still waits for an answer to a post."""

from __future__ import annotations

from django.db.models import Exists

from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.querysets import answers_by_others


def is_settled(post: Post) -> bool:
    """Whether whoever asked has accepted an answer, or says that it is settled; from the row of its tally."""
    tally = getattr(post, "tally", None)
    return tally is not None and tally.answered


def is_answered(post: Post) -> bool:
    """Whether another organisation has answered; known where the post comes `with_answers`, else asked for."""
    known = post.__dict__.get("is_answered")
    if known is not None:
        return bool(known)
    return Post.objects.filter(pk=post.pk).filter(Exists(answers_by_others())).exists()


def is_waiting(post: Post) -> bool:
    """Whether an answer is needed and can be given."""
    if not kind_of(post).waits or post.space.is_archived or is_settled(post):
        return False
    return not is_answered(post)
