"""Who may ask something for an event, and take it up. That they see the event is asked before."""

from __future__ import annotations

from django.utils import timezone

from intercity.organisations.permissions import may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.models import Post
from intercity.posts.policies import looks_after


def takes_questions(post: Post) -> bool:
    """Whether questions are collected under it: it is something that people come to."""
    return post.root_id is None and getattr(post, "event", None) is not None


@rule("asked.ask")
def ask(viewer: Viewer, post: Post) -> bool:
    """Ask something for the event: whoever may comment on it, until it is over."""
    if not takes_questions(post) or not may(viewer, "post.comment", post):
        return False
    event = post.event
    return not event.is_cancelled and not event.is_past(timezone.now())


@rule("asked.take_up", for_owner=True)
def take_up(viewer: Viewer, post: Post) -> bool:
    """Say that a question under the event is taken up: those who organise it, and who coordinates its space."""
    if not takes_questions(post) or viewer.acting is None or not post.is_published or post.space.is_archived:
        return False
    own = veils.is_mine(viewer, post) if veils.is_veiled(post) else looks_after(viewer, post)
    return own or may(viewer, "space.coordinate", post.space)
