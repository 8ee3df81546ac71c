"""Who may see answers, and who has not answered. Every view, export, mail and stream of a roll call asks here.

Whoever sees the post sees the question. The answers have a label of their own. Who has *not* answered is named only to
people of the space: outside it there is a count.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.visibility import audience_of, sees_label, spaces_of
from intercity.spaces.models import Label, Space


@dataclass(frozen=True)
class Sight:
    """What of a roll call a viewer sees who sees its post."""

    answers: bool
    """The answers, and every number, sentence and picture that is made of them."""
    missing: bool
    """The names of those who have not answered; never without the answers."""


def answers_label(post: Post) -> Label:
    """The label under which its answers are seen: the narrower of the two. "Named only": by the question's readers."""
    return max(Label(post.label), Label(post.rollcall.answers_label), key=lambda label: label.rank)


def sight_of(viewer: Viewer, post: Post) -> Sight:
    """What `viewer` sees of the roll call; they are known to see its post."""
    answers = sees_label(viewer, answers_label(post), post.space_id, post.readers_id or "")
    return Sight(answers, answers and is_inside(viewer, post.space))


def sees_earlier(viewer: Viewer, sight: Sight) -> bool:
    """Whether who sees the answers so reads what they said before, too: as with posts, not strangers to the network
    and the space. An earlier version may hold what was taken out because it said too much.
    """
    return sight.answers and (viewer.reads_network or sight.missing)


def in_space(viewer: Viewer, space: Space) -> bool:
    """Whether one of the viewer's organisations belongs to the space."""
    return bool(viewer.organisation_ids) and spaces_of(viewer.reading_rights).filter(space=space).exists()


def is_inside(viewer: Viewer, space: Space) -> bool:
    """Whether the viewer is of the space: a member of one of its organisations, or who coordinates it."""
    return in_space(viewer, space) or may(viewer, "space.coordinate", space)


def answers_audience(post: Post) -> frozenset[str]:
    """The audiences of the live stream that see the answers: `sight_of(…).answers` in their words."""
    return post.audience & audience_of(answers_label(post), post.space.uid, post.readers_id or "")


def rollcalls_with_answers_for(viewer: Viewer) -> Q:
    """A filter over roll calls whose posts `viewer` sees, that leaves those whose answers they see too."""
    wide = (Label.CLEAR, Label.GREEN) if viewer.reads_network else (Label.CLEAR,)
    seen = Q(answers_label__in=wide)
    if not viewer.organisation_ids:
        return seen
    inside = Q(
        answers_label__in=(Label.GREEN, Label.AMBER), post__space__in=spaces_of(viewer.reading_rights).values("space")
    )
    # They are for the readers of the question, who see it.
    return seen | inside | Q(answers_label=Label.RED, post__label=Label.RED)
