"""Files that a post carries already: taken off, described anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from intercity.posts.models import Post


@dataclass(frozen=True)
class FileChanges:
    """What an edit does to the files of a post: uids to take off, and new descriptions by uid."""

    dropped: Sequence[str] = ()
    words: Mapping[str, str] = field(default_factory=dict)


def do_change_files(post: Post, changes: FileChanges) -> None:
    """Write `changes` inside the caller's transaction, which holds the post's row.

    A dropped row goes at once, so nobody can fetch its file any more.
    """
    post.attachments.filter(uid__in=changes.dropped).delete()
    for attachment in post.attachments.filter(uid__in=changes.words):
        if attachment.description != changes.words[attachment.uid]:
            attachment.description = changes.words[attachment.uid]
            attachment.save(update_fields=["description"])
