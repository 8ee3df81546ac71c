"""The link that leads to following a post or a space."""

from __future__ import annotations

from typing import ClassVar

from intercity.notifications.follows import choice_address
from intercity.organisations.request import Request
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience
from intercity.spaces.models import Space


class FollowPost:
    """Beside a post, for everybody with an account. Whether they follow it is said on the page behind the link."""

    place: ClassVar[Place] = "beside"

    def applies(self, post: Post) -> bool:
        """Every post that stands by itself."""
        return post.root_id is None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """One link."""
        return link(request, post, audience)


class FollowSpace:
    """Beside the stream of a space."""

    def render(self, request: Request, space: Space, audience: Audience) -> str:
        """One link."""
        return link(request, space, audience)


def link(request: Request, thing: Post | Space, audience: Audience) -> str:
    """The link, the same for all; nothing for the public."""
    if request.viewer.person is None:
        return ""
    context = {"address": choice_address(thing)}
    return audience.render("notifications/_follow.html", (type(thing).__name__, thing.pk), [], lambda: context)


follow_post = FollowPost()
follow_space = FollowSpace()
