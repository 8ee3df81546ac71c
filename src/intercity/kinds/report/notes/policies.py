"""Who takes notes of an event: whoever speaks for the organisation that holds it, and who coordinates its space.

They write its report, too. That they see the event is asked before.
"""

from __future__ import annotations

from intercity.organisations.permissions import may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.posts.policies import speaking_membership


def takes_notes(post: Post) -> bool:
    """Whether notes are taken of it: something that people come to, and no series of such things."""
    event = getattr(post, "event", None)
    return post.root_id is None and event is not None and not event.is_series


@rule("notes.see", reads=True)
def see(viewer: Viewer, post: Post) -> bool:
    """Read the notes: those who take them, and nobody else, whatever label the event has."""
    if not takes_notes(post) or not post.is_published or veils.is_veiled(post):
        return False
    return speaking_membership(viewer, post) is not None or may(viewer, "space.coordinate", post.space)


@rule("notes.write", for_owner=True)
def write(viewer: Viewer, post: Post) -> bool:
    """Write and delete them, while the space is open."""
    return see(viewer, post) and not post.space.is_archived
