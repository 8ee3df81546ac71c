"""Keep what the files of a post say."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from intercity.core.papers.reading import FileText, Picture
from intercity.posts.actions.publishing import record_post
from intercity.posts.models import Attachment, AttachmentText, Post, State
from intercity.posts.uploads.storing import write
from intercity.posts.uploads.types import WEBP


@transaction.atomic
def do_keep_texts(post: Post, read: Mapping[Attachment, FileText]) -> int:
    """Write the texts of files of a published post, and the act after which it is found by them; gives how many.

    Files that were taken off or replaced while they were read, and those that another worker read meanwhile, are
    passed over.
    """
    rows = Post.objects.select_for_update(of=("self",)).select_related("organisation", "space", "root")
    now = rows.filter(pk=post.pk, state=State.PUBLISHED).first()
    if now is None:
        return 0
    unread = Attachment.objects.select_for_update(of=("self",)).filter(post=now, reading=None)
    files = {file.pk: file for file in unread}
    kept = [
        AttachmentText(
            attachment=file, text=found.text, pages=found.pages, problem=found.problem, **kept_picture(found.picture)
        )
        for file, found in read.items()
        if file.pk in files and files[file.pk].path == file.path
    ]
    AttachmentText.objects.bulk_create(kept)
    if kept:
        record_post("post.files_read", now, None)
    return len(kept)


def kept_picture(picture: Picture | None) -> dict[str, Any]:
    """Write the picture of a first page; what the row says of it. Whoever dies now leaves a file that is swept."""
    if picture is None:
        return {}
    path, _size = write(io.BytesIO(picture.data), WEBP)
    return {"picture": path, "width": picture.width, "height": picture.height}
