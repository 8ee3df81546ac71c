"""On the page of an issue or a takeaway: where it was raised, what answers it, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise

from intercity.kinds.finding.models import Finding
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.answered import NOTHING, sums_of
from intercity.posts.kinds import all_kinds
from intercity.posts.link_panel import Shown, size_of, tags_of_shown
from intercity.posts.links import ANSWERS, GREW, PART, linked, ties_of
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience


@dataclass(frozen=True)
class Some:
    """Answers of one kind."""

    heading: str | Promise
    posts: Sequence[Post]


class FindingPanel:
    """The same for everyone who sees the same; with a button for those who write for an organisation."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Issues and takeaways."""
        row: Finding | None = getattr(post, "finding", None)
        return post.root_id is None and row is not None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """All three parts."""
        viewer = request.viewer
        name = ("finding", post.pk, viewer.acting is not None and viewer.acting.may_speak)
        return audience.find(name, tags_of_shown, lambda: shown_to(viewer, post, may_connect=name[2]), size_of).html


def shown_to(viewer: Viewer, post: Post, *, may_connect: bool) -> Shown:
    """As everybody sees it who sees what `viewer` sees."""
    answers = linked(viewer, post, ANSWERS, back=True)
    total = sums_of(viewer, [post.pk]).get(post.pk, NOTHING)
    context = {
        "post": post, "total": total, "groups": by_kind(answers), "left": total.total - len(answers),
        "raised": linked(viewer, post, PART, back=True), "grew": linked(viewer, post, GREW),
        "may_connect": may_connect,
    }  # fmt: skip
    # Also of what this audience does not see: it may be widened.
    tags = [post.uid, *{tie.uid for tie in ties_of(post)}]
    return Shown(render_to_string("finding/_panel.html", context), tags)


def by_kind(posts: Sequence[Post]) -> list[Some]:
    """Posts under the plural of their kinds, in the order of the kinds."""
    groups = {name: [post for post in posts if post.kind == name] for name in all_kinds()}
    return [Some(all_kinds()[name].plural, some) for name, some in groups.items() if some]


finding = FindingPanel()
