"""The acts around narrower labels, for the walk of `test_public_world`. Nobody outside sees that they happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from intercity.posts import actions
from intercity.posts.actions.grouping import save_group
from intercity.posts.content import Entry, PostContent
from intercity.spaces.models import Label
from tests.personas import make_post

if TYPE_CHECKING:
    from tests.test_public_world import City


def own_readers(city: City) -> list[Entry]:
    assert city.officer.organisation is not None
    return [Entry(city.officer.organisation)]


def publish_for_named(city: City) -> None:
    content = PostContent(title="For few", body="Some text.", label=Label.RED, named=own_readers(city))
    actions.publish(city.officer.viewer, city.space, "update", content)


def publish_for_space(city: City) -> None:
    make_post(city.officer, city.space, title="For this space", label=Label.AMBER)


def keep_group(city: City) -> None:
    assert city.officer.organisation is not None
    save_group(city.officer.viewer, city.officer.organisation, "Harbour cities", own_readers(city))


def ask_wider(city: City) -> None:
    city.hidden = make_post(city.officer, city.space, title="Asked about", label=Label.GREEN)
    actions.ask_wider(city.coordinator.viewer, city.hidden, Label.CLEAR, "Others need it")


def say_no(city: City) -> None:
    actions.answer_wish(city.officer.viewer, city.hidden.wishes.get(), agreed=False)


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("readers.named", publish_for_named), ("space.narrowed", publish_for_space), ("group.changed", keep_group),
    ("post.wished", ask_wider), ("post.wish_decided", say_no),
]  # fmt: skip
MUST_NOT_SHOW = {publish_for_named, publish_for_space, keep_group, ask_wider, say_no}
