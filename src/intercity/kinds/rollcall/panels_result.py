"""On top of a closed roll call: what came out of it."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import mark_safe

from intercity.kinds.rollcall.visibility import answers_audience
from intercity.organisations.request import Request
from intercity.posts.mentions import render_body
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience


class ResultPanel:
    """The note of whoever asked; it tells of the answers, so it is for those who see them."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Roll calls: open pages of those that are not closed say here when they are."""
        return post.root_id is None and getattr(post, "rollcall", None) is not None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The same for all who see the answers; others learn that it is closed."""
        sees = bool(audience.groups & answers_audience(post))

        def context() -> dict[str, Any]:
            rollcall = post.rollcall
            # The sanitiser has been over it.
            result = mark_safe(render_body(rollcall.result)) if sees else ""
            return {"post": post, "rollcall": rollcall, "result": result, "sees": sees}

        tags = [post.uid, "organisation", post.space.uid]
        return audience.render("rollcall/_result.html", (post.pk, sees), tags, context)


result = ResultPanel()
