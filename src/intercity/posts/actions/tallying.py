"""Keep the numbers of a post."""

from __future__ import annotations

from intercity.posts.models import Post, State, Tally


def do_tally(post: Post, **numbers: int | bool) -> None:
    """Write the given numbers of `post`, inside the caller's transaction and before its activity."""
    Tally.objects.update_or_create(post=post, defaults=numbers)


def do_forget_answer(comment: Post) -> None:
    """Where a comment that was just withdrawn was accepted, it answers no more: the last one leaves its question open.

    Inside the caller's transaction, which holds the question, and before its activity.
    """
    if comment.root is None or not Tally.objects.filter(post=comment, accepted=True).exists():
        return
    do_tally(comment, accepted=False)
    others = Tally.objects.filter(post__root=comment.root, post__state=State.PUBLISHED, accepted=True)
    do_tally(comment.root, answered=others.exists())
