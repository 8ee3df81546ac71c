"""Words that the tellers of this room share."""

from __future__ import annotations

from intercity.posts.models import Post


def subject_of(post: Post) -> str:
    """The title of what begins a conversation; `Re:` and that title for an answer in it."""
    return f"Re: {post.root}" if post.root is not None else str(post)
