"""Who may say what an organisation does with a practice. That they may see the practice is asked before."""

from __future__ import annotations

from intercity.adoption.models import TAKEN, Adoption
from intercity.organisations.permissions import rule
from intercity.organisations.viewers import Viewer
from intercity.posts import veils
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post


@rule("adoption.say")
def say(viewer: Viewer, post: Post) -> bool:
    """Say what the organisation one acts for does with this practice: its speakers, and not about its own."""
    acting = viewer.acting
    if acting is None or not acting.may_speak or acting.organisation_id == post.organisation_id:
        return False
    return kind_of(post).adoptable and post.root_id is None and post.is_published and not post.space.is_archived


@rule("adoption.review", for_owner=True)
def review(viewer: Viewer, adoption: Adoption) -> bool:
    """Tell how it went: the speakers of whoever took it over, while the space is open."""
    if adoption.status not in TAKEN or adoption.post.space.is_archived:
        return False
    return viewer.may_speak_for(adoption.organisation_id)


@rule("practice.check", for_owner=True)
def check(viewer: Viewer, post: Post) -> bool:
    """Say whether a practice is still in force: the speakers of its organisation."""
    if kind_of(post).in_force() is None or not post.is_published or post.is_imported or post.space.is_archived:
        return False
    return veils.speaks_for(viewer, post)
