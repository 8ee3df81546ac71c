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
from intercity.posts.visibility import audience_of
from intercity.spaces.models import Label, Space, SpaceMember


@dataclass(frozen=True)
class Sight:
    """What of a roll call a viewer sees who sees its post."""

    answers: bool
    """The answers, and every number, sentence and picture that is made of them."""
    missing: bool
    """The names of those who have not answered; never without the answers."""


def answers_label(post: Post) -> Label:
    """The label under which its answers are seen: the narrower of the two."""
    return max(Label(post.label), Label(post.rollcall.answers_label), key=lambda label: label.rank)


def sight_of(viewer: Viewer, post: Post) -> Sight:
    """What `viewer` sees of the roll call; they are known to see its post."""
    answers = sees_label(viewer, answers_label(post), post.space)
    return Sight(answers, answers and is_inside(viewer, post.space))


def sees_earlier(viewer: Viewer, sight: Sight) -> bool:
    """Whether who sees the answers so reads what they said before, too: as with posts, not strangers to the network
    and the space. An earlier version may hold what was taken out because it said too much.
    """
    return sight.answers and (viewer.reads_network or sight.missing)


def sees_label(viewer: Viewer, label: Label, space: Space) -> bool:
    """Whether what carries this label in that space may be seen: `posts.visibility.labels_for`, for a single thing."""
    if label == Label.CLEAR:
        return True
    if label != Label.GREEN:
        return False
    return viewer.reads_network or in_space(viewer, space)


def in_space(viewer: Viewer, space: Space) -> bool:
    """Whether one of the viewer's organisations belongs to the space."""
    keys = viewer.organisation_ids
    return bool(keys) and SpaceMember.objects.filter(space=space, organisation__in=keys).exists()


def is_inside(viewer: Viewer, space: Space) -> bool:
    """Whether the viewer is of the space: a member of one of its organisations, or who coordinates it."""
    return in_space(viewer, space) or may(viewer, "space.coordinate", space)


def answers_audience(post: Post) -> frozenset[str]:
    """The audiences of the live stream that see the answers: `sight_of(…).answers` in their words."""
    space_uid = post.space.uid
    return audience_of(post.label, space_uid) & audience_of(answers_label(post), space_uid)


def rollcalls_with_answers_for(viewer: Viewer) -> Q:
    """A filter over roll calls whose posts `viewer` sees, that leaves those whose answers they see too."""
    public, network = Q(answers_label=Label.CLEAR), Q(answers_label=Label.GREEN)
    if viewer.reads_network:
        return public | network
    if not viewer.organisation_ids:
        return public
    mine = SpaceMember.objects.filter(organisation__in=viewer.organisation_ids).values("space")
    return public | (network & Q(post__space__in=mine))
