"""Keep the numbers of a post."""

from __future__ import annotations

from intercity.posts.models import Post, Tally


def do_tally(post: Post, **numbers: int | bool) -> None:
    """Write the given numbers of `post`, inside the caller's transaction and before its activity."""
    Tally.objects.update_or_create(post=post, defaults=numbers)
