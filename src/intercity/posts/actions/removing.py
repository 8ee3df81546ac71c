"""Remove the posts of an exercise, with all that hangs on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from intercity.activity.record import record
from intercity.posts.actions.naming import drop_readers
from intercity.posts.actions.publishing import named, record_waiting
from intercity.posts.models import Attachment, Post
from intercity.spaces.models import Label, Space
from intercity.spaces.removing import check_exercise


def remove_posts(space: Space) -> int:
    """Remove every post of an exercise and what stands under it, each in a transaction of its own; gives how many.

    NotAnExerciseError as soon as the space is none. Open pages, kept pages and the search index follow the acts.
    """
    removed = 0
    while uids := list(Post.objects.filter(space=space, root=None).order_by("pk").values_list("uid", flat=True)[:500]):
        removed += sum(do_remove_post(space, uid) for uid in uids)
    return removed


@transaction.atomic
def do_remove_post(space: Space, uid: str) -> int:
    """Remove one post with its thread and files; 0 when somebody else did."""
    check_exercise(space)
    post = Post.objects.select_related("organisation", "space", "readers").filter(uid=uid, space=space).first()
    if post is None:
        return 0
    thread = Post.objects.filter(root=post)
    was_public = post.label == Label.CLEAR
    files = Attachment.objects.filter(post__in=[post, *thread]).places()
    count = 1 + thread.count()
    # Comments stand under comments: the last come first.
    for answer in thread.order_by("-pk"):
        answer.delete()
    post.delete()
    transaction.on_commit(partial(unlink, files))
    if post.is_embargoed:
        # Nobody outside knew of it, nor those whom it named.
        drop_readers(post.readers)
        record_waiting("post.unembargoed", post, None)
        return count
    record(
        "post.removed", organisation_uid=post.organisation.uid, space_uid=space.uid, post_uid=uid, root_uid=uid,
        public=was_public, data={"kind": post.kind, "label": post.label, **named(post.readers_id), "count": count},
    )  # fmt: skip
    return count


def unlink(paths: Sequence[str]) -> None:
    """Delete files that no row names any more; one that a dead process left is swept later."""
    still = Attachment.objects.filter(Q(path__in=paths) | Q(reading__picture__in=paths)).places()
    for path in set(paths).difference(still):
        (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)
