"""The link that leads to flagging a post."""

from __future__ import annotations

from typing import ClassVar

from intercity.organisations.request import Request
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience


class FlagPost:
    """Beside a post, for everybody with an account."""

    place: ClassVar[Place] = "beside"

    def applies(self, post: Post) -> bool:
        """Every post that stands by itself; comments carry the link in their foot."""
        return post.root_id is None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """One link, the same for all; nothing for the public and for those who wrote it."""
        viewer = request.viewer
        if viewer.person is None or viewer.is_suspended or viewer.person.pk == post.author_id:
            return ""
        return audience.render("moderation/_flag.html", post.pk, [post.uid], lambda: {"post": post})


flag_post = FlagPost()
