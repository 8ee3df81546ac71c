"""Words that the tellers of this room share."""

from __future__ import annotations

from intercity.posts.models import Post


def re_subject(root: Post) -> str:
    """The subject of an answer in the conversation under `root`."""
    return f"Re: {root}"
