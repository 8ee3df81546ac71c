"""The acts around connected posts, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from intercity.posts import actions
from intercity.posts.links import GREW
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.personas import make_post

if TYPE_CHECKING:
    from tests.test_public_world import City


def two(city: City) -> list[Post]:
    """Two public posts."""
    titles = ("Takeaway", "What we do about it")
    if not Post.objects.filter(title=titles[0]).exists():
        for title in titles:
            make_post(city.officer, city.space, title=title, label=Label.CLEAR)
    return [city.fresh(Post.objects.get(title=title)) for title in titles]


def begin(city: City) -> None:
    two(city)


def connect(city: City) -> None:
    actions.link(city.officer.viewer, *two(city), GREW)


def part(city: City) -> None:
    actions.unlink(city.officer.viewer, *two(city), GREW)


def connect_hidden(city: City) -> None:
    inside = make_post(city.officer, city.space, title="Only inside", label=Label.GREEN)
    actions.link(city.officer.viewer, two(city)[0], inside, GREW)


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", begin), ("post.linked", connect), ("post.linked", part), ("post.linked", connect_hidden),
]  # fmt: skip
MUST_SHOW = {connect, part}
MUST_NOT_SHOW = {connect_hidden}
