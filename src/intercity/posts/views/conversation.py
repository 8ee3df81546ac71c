"""The conversation on the page of a post: one page of it, in the order of time or level by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intercity.organisations.models import Level
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.parts import USUAL_SIZE, Audience
from intercity.posts.thread import Branch, Thread, thread_for


@dataclass(frozen=True)
class Look:
    """How the conversation is shown: from which comment on, level by level, to whoever may answer or accept answers."""

    after: int
    by_level: bool
    answers: bool
    accepts: bool


@dataclass(frozen=True)
class Part:
    """Branches under one heading ("" for all in the order of time)."""

    heading: str
    branches: Sequence[Branch]


def read_look(request: Request, *, answers: bool, rights: Mapping[str, bool]) -> Look:
    """What the address asks for."""
    after = request.GET.get("comments", "")
    place = int(after) if after.isdecimal() and len(after) < 19 else 0
    return Look(place, request.GET.get("by") == "level", answers, rights["accept"])


def tags_of(post: Post) -> list[str]:
    """What changes a post's page beside its comments: acts on itself, its root, its organisation, author, space."""
    author = [post.author.uid] if post.author is not None else []
    return [post.uid, post.thread_root.uid, post.organisation.uid, post.space.uid, "topic", *author]


def comments(viewer: Viewer, audience: Audience, post: Post, look: Look) -> dict[str, Any]:
    """One page of the conversation: rendered, the cursor of the next one, and whether levels tell it apart.

    It is kept for the audience, except where the viewer may change one of the comments.
    """
    tags, name = [*tags_of(post), "organisation"], ("thread", post.pk, look.after)
    thread = audience.find(name, tags, lambda: thread_for(viewer, post, look.after), size_of)
    context = {
        "post": post, "parts": parts_of(thread, by_level=look.by_level), "answers": look.answers,
        "own": own_comments(viewer, thread.branches), "accepts": look.accepts,
    }  # fmt: skip
    return {
        "next": thread.next,
        "by_level": look.by_level,
        "has_levels": len({branch.comment.organisation.level for branch in thread.branches}) > 1,
        "comments": audience.render(
            "posts/_comments.html", (post.pk, look), tags, lambda: context, keep=not context["own"]
        ),
    }


def parts_of(thread: Thread, *, by_level: bool) -> list[Part]:
    """The branches as they come, or under the levels of those who began them; no part is empty."""
    if not by_level:
        return [Part("", thread.branches)] if thread.branches else []
    each = [(level.label, [b for b in thread.branches if b.comment.organisation.level == level]) for level in Level]
    return [Part(str(label), branches) for label, branches in each if branches]


def size_of(thread: Thread) -> int:
    """About how much room the rows of a thread take."""
    return USUAL_SIZE * (1 + sum(1 + len(branch.replies) for branch in thread.branches))


def own_comments(viewer: Viewer, branches: Any) -> set[int]:
    """Primary keys of the comments that this viewer may change."""
    found = [comment for branch in branches for comment in [branch.comment, *branch.replies]]
    return {comment.pk for comment in found if may(viewer, "post.edit", comment)}
