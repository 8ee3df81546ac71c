"""On the page of a roll call: what was answered, and what one can do with it."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from intercity.kinds.rollcall.counting import figures_for
from intercity.kinds.rollcall.filters import AnswerWish
from intercity.kinds.rollcall.own_row import with_own_row
from intercity.kinds.rollcall.seeing import Seen, for_whom, see
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.table import answers_page
from intercity.kinds.rollcall.visibility import Sight, answers_label, sight_of
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for

PLAIN = AnswerWish()
# The page of the question shows the newest; all have a page of their own.
NEWEST = 25


class AnswersPanel:
    """Sentence, charts and the newest rows; for those who may not see answers, who may."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Roll calls."""
        return is_rollcall(post)

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Kept for the audience; the viewer's own row is marked in it afterwards."""
        viewer, sight = request.viewer, kept_sight(request.viewer, post, audience)
        if not sight.answers:
            return audience.render("rollcall/_answers_closed.html", post.pk, [post.uid], lambda: closed_context(post))
        html = audience.render(
            "rollcall/_answers.html", (post.pk, sight.missing), tags_of(post), lambda: context_of(viewer, post)
        )
        return with_own_row(html, viewer, post, audience.since, PLAIN)


class GoOnPanel:
    """Beside it: the other views of the answers, and what whoever asked can do next."""

    place: Place = "beside"

    def applies(self, post: Post) -> bool:
        """Roll calls."""
        return is_rollcall(post)

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Nothing for those who see no answers and manage nothing."""
        viewer, tags = request.viewer, [post.uid, post.space.uid, post.organisation.uid, "space"]
        sight = kept_sight(viewer, post, audience)
        rights = find_for(viewer, ("go on", post.pk), tags, lambda: rights_of(viewer, post), audience.since)
        if not (sight.answers or rights["manages"]):
            return ""
        context = {"post": post, "rollcall": post.rollcall, "sight": sight, **rights}
        return render_to_string("rollcall/_go_on.html", context, request)


def rights_of(viewer: Viewer, post: Post) -> dict[str, bool]:
    """What this viewer may do next with it."""
    return {
        "manages": may(viewer, "rollcall.manage", post),
        "asks": may(viewer, "rollcall.ask", post.space),
        "publishes": may(viewer, "rollcall.follow", post),
    }


def is_rollcall(post: Post) -> bool:
    """Whether a post is one."""
    return post.root_id is None and getattr(post, "rollcall", None) is not None


def tags_of(post: Post) -> list[str]:
    """What changes the answers as they are shown: acts about the post, names and places of organisations."""
    return [post.uid, "organisation"]


def kept_sight(viewer: Viewer, post: Post, audience: Audience) -> Sight:
    """What the viewer sees of it."""
    tags = [post.uid, post.space.uid, "space"]
    return find_for(viewer, ("sight", post.pk), tags, lambda: sight_of(viewer, post), audience.since)


def closed_context(post: Post) -> dict[str, Any]:
    """For whom the answers are."""
    return {"said": for_whom(answers_label(post))}


def context_of(viewer: Viewer, post: Post) -> dict[str, Any]:
    """Everything that the part shows. Asked anew what the viewer sees: rights may have moved since they were kept."""
    seen = see(viewer, post)
    if seen is None:
        return closed_context(post)
    return {**parts_of(seen), "post": post}


def parts_of(seen: Seen) -> dict[str, Any]:
    """Sentence, charts and the first page of the table."""
    page = answers_page(seen, PLAIN, figures_for(seen), NEWEST)
    return {"page": page, "sentence": sentence(seen), "missing": seen.missing_count, "most": NEWEST, "query": ""}


answers = AnswersPanel()
go_on = GoOnPanel()
