"""Who may say how far a request to another level is. That they may see it is asked before."""

from __future__ import annotations

from intercity.organisations.permissions import may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post


@rule("request.change")
def change(viewer: Viewer, post: Post) -> bool:
    """Whoever speaks for the addressee, and coordinators, who may have heard from it in another way."""
    row = getattr(post, "question", None)
    if row is None or row.addressee_id is None or not post.is_published or post.space.is_archived:
        return False
    return viewer.may_speak_for(row.addressee_id) or may(viewer, "space.coordinate", post.space)
