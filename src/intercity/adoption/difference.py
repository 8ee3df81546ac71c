"""A practice beside the one it came from, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intercity.posts.kinds import kind_of
from intercity.posts.models import Post, Revision
from intercity.posts.readable import readers_of
from intercity.posts.versions import snapshot
from intercity.posts.views.history import Change, changes, field_names, fields_of

# Each organisation's own: that they differ says nothing.
LEFT_OUT = ("contact",)


@dataclass(frozen=True)
class Difference:
    """The fields in which both differ, and the names of those in which they agree."""

    changes: Sequence[Change]
    same: Sequence[str]


def difference(parent: Post, own: Post) -> Difference:
    """What `own` says in another way than `parent`; both of one kind, or what both kinds have."""
    names, readers = field_names(own), readers_of(kind_of(own).full_form())
    told = [fields_of(as_revision(post), readers) for post in (parent, own)]
    old, new = ({name: text for name, text in one.items() if name not in LEFT_OUT} for one in told)
    found = changes(names, readers, old, new)
    same = [names.get(name, name) for name in names if new.get(name) and new.get(name) == old.get(name)]
    return Difference(found, same)


def as_revision(post: Post) -> Revision:
    """A post as it stands, unsaved, in the form that its history is told from."""
    return Revision(post=post, title=post.title, body=post.body, details=snapshot(post))
