"""Who may say what they experienced with a technology. That they may see it is asked before."""

from __future__ import annotations

from intercity.organisations.permissions import may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post


@rule("experience.tell")
def tell(viewer: Viewer, post: Post) -> bool:
    """Whoever may comment on it, for the organisation that they act for: its officers speak with one voice."""
    return getattr(post, "technology", None) is not None and post.root_id is None and may(viewer, "post.comment", post)
