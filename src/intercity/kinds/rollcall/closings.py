"""When a roll call was closed last; its figures of that moment stay citable, also when it was opened again."""

from __future__ import annotations

from datetime import datetime

from intercity.activity.models import Activity
from intercity.posts.models import Post


def last_closing(post: Post) -> datetime | None:
    """The moment of the present closing, else of the last one; None where it was never closed."""
    closed_at: datetime | None = post.rollcall.closed_at
    if closed_at is not None:
        return closed_at
    acts = Activity.objects.filter(post_uid=post.uid, verb="rollcall.closed").order_by("-pk")
    data = acts.values_list("data", flat=True).first()
    return datetime.fromisoformat(data["closed_at"]) if data is not None else None
