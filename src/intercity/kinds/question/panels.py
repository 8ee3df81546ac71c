"""On the page of a question: what whoever asked can say about it, and how a request to another level goes."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from intercity.kinds.question.models import RequestState
from intercity.kinds.question.requests import request_state
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.posts.kinds import kind_of
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for
from intercity.posts.waiting import is_settled

MOST_REPLIES = 3


class AskerPanel:
    """For whoever asked: accept answers below, settle, open again. Holds the form that buttons in the thread send."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Questions."""
        return kind_of(post).waits and post.root_id is None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Nothing for others."""
        viewer = request.viewer
        tags = [post.uid, post.space.uid, post.organisation.uid]
        if not find_for(viewer, ("accepts", post.pk), tags, lambda: may(viewer, "post.accept", post), audience.since):
            return ""
        return render_to_string("question/_asker.html", {"post": post, "is_settled": is_settled(post)}, request)


class RequestPanel:
    """Whom at another level it asks, how far that is, and the reply."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Questions with an addressee."""
        return post.root_id is None and getattr(post, "question", None) is not None and bool(post.question.addressee_id)

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The same for everybody, with one link more for those who may say how far it is."""
        viewer, tags = request.viewer, [post.uid, "organisation", post.space.uid]
        may_change = find_for(
            viewer, ("request", post.pk), tags, lambda: may(viewer, "request.change", post), audience.since
        )
        return audience.render(
            "question/_request.html", (post.pk, may_change), tags, lambda: request_context(post, may_change=may_change)
        )


def request_context(post: Post, *, may_change: bool) -> dict[str, Any]:
    """What the panel shows: accepted answers of the addressee, else the last things it said."""
    state = request_state(post)
    said = Post.objects.filter(root=post, state="published", label=post.label, readers=post.readers_id)
    said = said.filter(organisation=post.question.addressee).select_related("organisation", "root").order_by("-pk")
    accepted = list(said.filter(tally__accepted=True)[:MOST_REPLIES])
    return {
        "post": post,
        "state": state,
        "refused": state == RequestState.REFUSED,
        "replies": accepted or list(said[:1]),
        "may_change": may_change,
    }


asker = AskerPanel()
request = RequestPanel()
