"""When a roll call was closed last; its figures of that moment stay citable, also when it was opened again."""

from __future__ import annotations

from datetime import datetime

from intercity.activity.models import Activity
from intercity.posts.models import Post


def last_closing(post: Post) -> datetime | None:
    """The moment of the present closing, else of the last one; None where it was never closed."""
    if post.rollcall.closed_at is not None:
        return post.rollcall.closed_at
    acts = Activity.objects.filter(post_uid=post.uid, verb="rollcall.closed").order_by("-pk")
    return acts.values_list("at", flat=True).first()
