"""Take files off a post."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import Attachment, Post


@transaction.atomic
def detach(viewer: Viewer, post: Post, uids: Sequence[str]) -> None:
    """Take the files with these uids off `post`; nothing happens when none of them is on it.

    The rows go at once, so nobody can fetch them any more; the files themselves are swept up later.
    """
    check_may(viewer, "post.edit", post)
    if Attachment.objects.filter(post=post, uid__in=uids).delete()[0]:
        record_post("post.edited", post, viewer.person)


@transaction.atomic
def describe(viewer: Viewer, post: Post, words: dict[str, str]) -> None:
    """Change what is said about pictures of `post` for those who cannot see them: new description by uid."""
    check_may(viewer, "post.edit", post)
    changed = [a for a in post.attachments.filter(uid__in=words) if a.description != words[a.uid]]
    for attachment in changed:
        attachment.description = words[attachment.uid]
        attachment.save(update_fields=["description"])
    if changed:
        record_post("post.edited", post, viewer.person)
