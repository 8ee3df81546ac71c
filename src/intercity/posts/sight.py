"""For whom something is, as one value, and which of two is for fewer people.

Used where labels move: a comment is never for more people than what it answers, and nothing that was written for some
becomes readable to others because something above it moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post, Revision
from intercity.posts.models.readers import Reader
from intercity.posts.visibility import sees_label
from intercity.spaces.models import Label, SpaceMember
from intercity.spaces.models.labels import usable_within


@dataclass(frozen=True)
class Sight:
    """A label, and the set of named readers where it is for these only."""

    label: str
    readers_id: str | None = None

    @property
    def public(self) -> bool:
        """Whether everybody may see it."""
        return self.label == Label.CLEAR

    @property
    def rank(self) -> int:
        """As `Label.rank`."""
        return Label(self.label).rank


def sight_of(thing: Post | Revision) -> Sight:
    """For whom a post is now, or a version was."""
    return Sight(thing.label, thing.readers_id)


def holds(wide: Sight, narrow: Sight, space_id: int) -> bool:
    """Whether all that see what is for `narrow` in a space also see what is for `wide` there.

    Named readers may belong to organisations outside the space, so "This space" does not hold every such set.
    """
    if narrow.label != Label.RED or wide.rank < Label.AMBER.rank:
        return wide.rank <= narrow.rank
    named = entries_of(narrow)
    if wide.label == Label.AMBER:
        inside = SpaceMember.objects.filter(space=space_id).values_list("organisation", flat=True)
        return {organisation for organisation, _person in named} <= set(inside)
    theirs = entries_of(wide)
    return all(entry in theirs or (entry[0], None) in theirs for entry in named)


def entries_of(sight: Sight) -> set[tuple[int, int | None]]:
    """The organisations that are named, with the person where it is not for all of its members."""
    return set(Reader.objects.filter(readers=sight.readers_id).values_list("organisation_id", "person_id"))


def labels_under(viewer: Viewer, above: Post) -> Sequence[Label]:
    """The labels of a comment that `viewer` may write under `above`: its own, and narrower ones that they see too.

    Readers are named for whole conversations: "Named only" is offered where what is answered is for named readers.
    """
    own = Label(above.label)
    narrower = [
        label
        for label in usable_within(above.space.widest_label)
        if own.rank < label.rank < Label.RED.rank and sees_label(viewer, label, above.space_id)
    ]
    return [own, *narrower]
