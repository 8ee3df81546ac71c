"""Other words in a post that was put together from others, because one of these went."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from intercity.posts.actions.changing import lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.mentions import render_body
from intercity.posts.models import Post


def do_reword(post: Post, reword: Callable[[str], str]) -> None:
    """Put other words into the text and into its versions, inside the caller's transaction; nobody's act.

    The versions too, else their history would go on showing what is taken out. Nothing where the words stay.
    """
    post = lock(post)
    body = reword(post.body)
    for version in post.revisions.all():
        version.body = reword(version.body)
        version.save(update_fields=["body"])
    if body == post.body:
        return
    post.body, post.html, post.edited_at = body, render_body(body), timezone.now()
    post.save(update_fields=["body", "html", "edited_at"])
    record_post("post.edited", post, None)
