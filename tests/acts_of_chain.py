"""The acts around reports, issues and takeaways, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from intercity.posts import actions
from intercity.posts.content import PostContent
from intercity.posts.links import ANSWERS
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.personas import make_post

if TYPE_CHECKING:
    from tests.test_public_world import City

TITLE, ISSUE, LATER = "What came of the week", "Where is it cool?", "Where is it cool at night?"


def report(city: City) -> None:
    """With an issue that becomes a post of its own."""
    make_post(city.officer, city.space, kind="report", title=TITLE, label=Label.CLEAR, issues=ISSUE)


def rename(city: City) -> None:
    content = PostContent(title=TITLE, label=Label.CLEAR, details={"issues": LATER})
    actions.edit(city.officer.viewer, Post.objects.get(title=TITLE), content)


def answer(city: City) -> None:
    practice = make_post(city.officer, city.space, kind="practice", title="Open libraries", label=Label.CLEAR)
    actions.link(city.officer.viewer, practice, Post.objects.get(title=LATER), ANSWERS)


def answer_hidden(city: City) -> None:
    practice = make_post(city.officer, city.space, kind="practice", title="Inside", label=Label.GREEN)
    actions.link(city.officer.viewer, practice, Post.objects.get(title=LATER), ANSWERS)


def narrow(city: City) -> None:
    actions.change_label(city.officer.viewer, Post.objects.get(title=TITLE), Label.GREEN)


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", report), ("post.edited", rename), ("post.linked", answer), ("post.linked", answer_hidden),
    ("post.relabelled", narrow),
]  # fmt: skip
MUST_SHOW = {report, rename, answer, narrow}
MUST_NOT_SHOW = {answer_hidden}
