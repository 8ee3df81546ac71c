"""The acts around files that are read, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from intercity.core.papers.reading import FileText
from intercity.posts.actions.reading_files import do_keep_texts
from intercity.posts.models import Attachment, Post
from intercity.spaces.models import Label
from tests.personas import make_post

if TYPE_CHECKING:
    from tests.test_public_world import City


def read(city: City, label: Label) -> None:
    """Publish a post with a file, and keep what it says."""
    title = f"With a file, {label}"
    if not Post.objects.filter(title=title).exists():
        post = make_post(city.officer, city.space, title=title, label=label)
        Attachment.objects.create(post=post, name="a.pdf", mime="application/pdf", size=1, path=f"{post.uid}.pdf")
        return
    post = Post.objects.get(title=title)
    do_keep_texts(post, {file: FileText("Words", 3) for file in post.attachments.all()})


def publish_with_file(city: City) -> None:
    read(city, Label.CLEAR)


def read_file(city: City) -> None:
    read(city, Label.CLEAR)


def publish_inside(city: City) -> None:
    read(city, Label.GREEN)


def read_inside(city: City) -> None:
    read(city, Label.GREEN)


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", publish_with_file), ("post.files_read", read_file),
    ("post.published", publish_inside), ("post.files_read", read_inside),
]  # fmt: skip
MUST_SHOW = {publish_with_file, read_file}
MUST_NOT_SHOW = {publish_inside, read_inside}
