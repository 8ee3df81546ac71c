"""Read the files of published posts, so that they are found by what stands in them.

What is to be read is what has no text yet: nothing is queued, and whoever dies while reading leaves the file to the
next one. A file that cannot be read gets a row that says so, and is not tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from intercity.core.papers.first_page import first_page
from intercity.core.papers.reading import DAMAGED, ENCRYPTED, PDF, FileText, readable, text_of_file
from intercity.posts.actions.reading_files import do_keep_texts
from intercity.posts.models import Attachment, Post, State

# Acts after which a post may have files that nobody has read.
VERBS = frozenset({"post.published", "post.edited", "post.restored", "posts.imported"})


def read_waiting(stopping: Callable[[], bool] = lambda: False) -> int:
    """Read all files that nobody has read, newest first; gives how many. Looks at `stopping` between two posts."""
    done, last = 0, None
    while not stopping() and (post := next_unread(last)) is not None:
        done += read_files(post)
        last = post.pk
    return done


def next_unread(before: int | None) -> Post | None:
    """The newest published post below that key with a file that nobody has read."""
    files = Attachment.objects.filter(post__state=State.PUBLISHED, mime__in=readable(), reading=None)
    rows = files if before is None else files.filter(post__lt=before)
    first = rows.order_by("-post").select_related("post").first()
    return first.post if first else None


def read_files(post: Post) -> int:
    """Read the unread files of one post and keep what they say; gives how many were kept."""
    waiting = Attachment.objects.filter(post=post, mime__in=readable(), reading=None).order_by("pk")
    read = {file: read_one(file) for file in waiting}
    return do_keep_texts(post, read) if read else 0


def read_one(file: Attachment) -> FileText:
    """The text of one file, of a PDF the first page too; it may have gone meanwhile."""
    path = Path(settings.MEDIA_ROOT) / file.path
    found = text_of_file(path, file.mime)
    # What does not open is not tried twice.
    if file.mime != PDF or found.problem in (ENCRYPTED, DAMAGED):
        return found
    return replace(found, picture=first_page(path))
