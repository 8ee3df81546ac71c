"""What moderators do to what stands: hide it, take it back, put it up again.

Who may is asked where it is decided (`moderation`): these trust their caller, and write inside its transaction.
"""

from __future__ import annotations

from django.utils import timezone

from intercity.organisations.models import Person
from intercity.posts.actions.changing import lock, lock_parts
from intercity.posts.actions.publishing import record_post
from intercity.posts.actions.tallying import do_forget_answer
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post, State


def do_hide(post: Post, by: Person) -> None:
    """Take a published post or comment from everybody's sight; nothing of it is lost."""
    put_away(post, by, State.HIDDEN, "post.hidden")


def do_take_back(post: Post, by: Person) -> None:
    """Withdraw a published post or comment for its organisation: its page says that it was here."""
    put_away(post, by, State.WITHDRAWN, "post.withdrawn")


def do_restore(post: Post, by: Person, gone: State = State.HIDDEN) -> None:
    """Publish again what is still in the state `gone`. Whoever could see it sees it, by the labels of now."""
    post = lock_with_thread(post)
    if post.state != gone:
        return
    parts, since = lock_parts(post), post.edited_at
    post.state = State.PUBLISHED
    post.save(update_fields=["state"])
    kind_of(post).do_follow(post)
    record_post("post.restored", post, by)
    # What was away before the post was is no business of this.
    for row in Post.objects.filter(uid__in=parts, state=gone, edited_at__gte=since).order_by("pk"):
        do_restore(row, by, gone)


def put_away(post: Post, by: Person, state: State, verb: str) -> None:
    """Give a published post another state, and its parts; what is away already stays as it is."""
    post = lock_with_thread(post)
    if not post.is_published:
        return
    parts = lock_parts(post)
    post.state, post.edited_at = state, timezone.now()
    post.save(update_fields=["state", "edited_at"])
    do_forget_answer(post)
    kind_of(post).do_follow(post)
    record_post(verb, post, by)
    for row in Post.objects.filter(uid__in=parts, state=State.PUBLISHED).order_by("pk"):
        put_away(row, by, state, verb)


def lock_with_thread(post: Post) -> Post:
    """The row as it stands, locked; the thread before what stands in it, in the order of all who hold both."""
    if post.root is not None:
        lock(post.root)
    return lock(post)
