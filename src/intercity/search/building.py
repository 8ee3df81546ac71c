"""Builds the index from the database, beside the present one, and puts it in its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from intercity.posts.models import Post
from intercity.search import folders
from intercity.search.book import create_book, newest_state
from intercity.search.documents import build_documents, posts_for_index, topic_tree
from intercity.search.schema import BrokenIndexError

Progress = Callable[[int, int], None]
HEAP = 64_000_000
CHUNK = 500
# What has to stay free on the disk beside a second index as large as the present one.
ROOM = 50_000_000


class BusyError(Exception):
    """Another process of this machine builds the index just now."""


class StoppedError(Exception):
    """The building was given up because the process ends."""


def rebuild(on_progress: Progress = lambda done, total: None) -> int:
    """Build a new index beside the present one and swap; gives the number of its documents.

    Searches and the writer go on with the present one meanwhile. What happens in the database while it is built
    comes in afterwards, out of the record: the new index says that it has come to the act that was the newest
    when the building began. `on_progress(done, total)` is called after each chunk, and may raise to give it up.
    Raises BusyError, BrokenIndexError (a full disk), or what the database raises; then nothing has changed.
    """
    with folders.lock("build") as free:
        if not free:
            raise BusyError
        check_room()
        folder = folders.fresh()
        try:
            written = fill(folder, on_progress)
            folders.make_current(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        folders.sweep()
        return written


def check_room() -> None:
    """Refuse to fill the disk on which the database writes; BrokenIndexError."""
    folder = folders.current()
    present = sum(file.stat().st_size for file in folder.glob("*")) if folder is not None and folder.is_dir() else 0
    if shutil.disk_usage(folders.root()).free < present + ROOM:
        raise BrokenIndexError("the disk has no room for a new search index")


def fill(folder: Path, on_progress: Progress) -> int:
    """Write every published post into a new index; gives how many."""
    state = newest_state()
    book = create_book(folder, HEAP)
    tree = topic_tree()
    total, done, last = Post.objects.roots().filter(state="published").count(), 0, 0
    try:
        while True:
            on_progress(done, total)
            posts = posts_for_index(pk__gt=last, limit=CHUNK)
            if not posts:
                break
            book.add(build_documents(book.schema, posts, tree))
            done, last = done + len(posts), posts[-1].pk
        book.commit(state)
        return book.written
    finally:
        book.close()
