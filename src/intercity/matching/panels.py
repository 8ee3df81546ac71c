"""Beside a question: who was asked and why, and what the viewer may do about it."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from intercity.matching.models import Asked, AskedState, Pursuit
from intercity.matching.policies import sees_who_was_asked
from intercity.matching.queries import asked_lines, own_asked
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for
from intercity.posts.waiting import is_settled

TAGS = ("organisation", "topic")
MOST_SAID = 2


class OwnPanel:
    """Under the question: that the viewer's organisation is asked, with the three ways to settle it."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Questions."""
        return is_question(post)

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """One box for each organisation of the viewer that was asked and still waits."""
        own = own_part(request.viewer, post, audience)["own"]
        return render_to_string("matching/_own.html", {"post": post, "own": own}, request) if own else ""


class AskedPanel:
    """Beside it: who was asked. Nothing for the public, and reasons only for those who see all that they count."""

    place: Place = "beside"

    def applies(self, post: Post) -> bool:
        """Questions."""
        return is_question(post)

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The way to ask others, for whoever asked, and the list, the same for all who may know."""
        part = own_part(request.viewer, post, audience)
        link = render_to_string("matching/_ask.html", {"post": post}) if part["may_ask"] else ""
        return (self.everybody(request.viewer, post, audience) if part["sees"] else "") + link

    def everybody(self, viewer: Viewer, post: Post, audience: Audience) -> str:
        """The list of those who were asked."""
        name = (post.pk, viewer.reads_network)
        return audience.render(
            "matching/_asked.html", name, [post.uid, *TAGS], lambda: list_context(post, reasons=viewer.reads_network)
        )


def is_question(post: Post) -> bool:
    """Whether it waits for answers and stands by itself."""
    return kind_of(post).waits and post.root_id is None


def own_part(viewer: Viewer, post: Post, audience: Audience) -> dict[str, Any]:
    """What this viewer may do and see of it, kept for them; nothing for whoever is not signed in."""
    if viewer.person is None:
        return {"own": [], "may_ask": False, "sees": False}
    name, tags = ("asked", post.pk), [post.uid, "space"]
    return find_for(viewer, name, tags, lambda: read_own_part(viewer, post), audience.since)


def read_own_part(viewer: Viewer, post: Post) -> dict[str, Any]:
    """What this viewer may do: settle what they are asked, choose whom to ask; and whether they see the list."""
    rows = [] if is_settled(post) else own_asked(viewer, post)
    waiting: list[Asked] = [row for row in rows if row.state != AskedState.DECLINED]
    return {
        "own": waiting,
        "may_ask": may(viewer, "post.ask", post),
        "sees": sees_who_was_asked(viewer, post),
    }


def list_context(post: Post, *, reasons: bool) -> dict[str, Any]:
    """What the list shows: of each the best reasons; all of them stand where one chooses whom to ask."""
    pursuit = Pursuit.objects.filter(post=post).first()
    return {
        "lines": asked_lines(post, reasons=MOST_SAID if reasons else 0),
        "escalated_at": pursuit.escalated_at if pursuit is not None else None,
    }


own = OwnPanel()
asked = AskedPanel()
