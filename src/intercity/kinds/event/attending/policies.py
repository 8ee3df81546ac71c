"""Who may take part in an event, and who may see who does. That they see the event is asked before."""

from __future__ import annotations

from intercity.organisations.permissions import may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.posts.policies import looks_after


def has_event(post: Post) -> bool:
    """Whether people can take part in it at all."""
    return getattr(post, "event", None) is not None


@rule("event.attend")
def attend(viewer: Viewer, post: Post) -> bool:
    """Take part for the organisation one acts for: whoever may comment on it."""
    return has_event(post) and may(viewer, "post.comment", post)


@rule("event.leave", goes_on=True)
def leave(viewer: Viewer, post: Post) -> bool:
    """Take part no more: everybody, whatever else they may."""
    return viewer.person is not None and not viewer.is_suspended and has_event(post)


@rule("event.see_list", reads=True)
def see_list(viewer: Viewer, post: Post) -> bool:
    """See who takes part: those who organise it, and who coordinates its space."""
    if not has_event(post) or viewer.acting is None:
        return False
    own = veils.is_mine(viewer, post) if veils.is_veiled(post) else looks_after(viewer, post)
    return own or may(viewer, "space.coordinate", post.space)


@rule("event.note_attendance", for_owner=True)
def note_attendance(viewer: Viewer, post: Post) -> bool:
    """Say who was there: the same people, while the space is open."""
    return see_list(viewer, post) and post.is_published and not post.space.is_archived
