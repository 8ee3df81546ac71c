"""On the page of a post: what it is connected with, what could be made of it, and the way to connect it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise

from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.kinds import composed_kinds, entitled_kinds, kind_of
from intercity.posts.links import strands, ties_of
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for


@dataclass(frozen=True)
class Offer:
    """Something that can be written from here: what the button says, and the page for it."""

    prompt: str | Promise
    path: str


class LinkPanel:
    """The connections are the same for everyone who sees the same; the buttons are for those who may press them."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Every post; not comments."""
        return post.root_id is None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """Both parts; nothing where nothing is connected and nothing can be made of it."""
        name, viewer = ("links", post.pk), request.viewer
        shown = audience.find(name, tags_of_shown, lambda: shown_in(viewer, post), size_of)
        offers, connects = self.offers(viewer, post, audience), self.connects(viewer, post, audience)
        if not (offers or connects):
            return shown.html
        context = {"post": post, "offers": offers, "connects": connects}
        return shown.html + render_to_string("posts/_grow.html", context, request)

    def offers(self, viewer: Viewer, post: Post, audience: Audience) -> Sequence[Offer]:
        """What the viewer may write from here."""
        if viewer.acting is None or not kind_of(post).still_seeds(post):
            return []
        tags = [post.uid, post.space.uid, "space"]
        return find_for(viewer, ("grows", post.pk), tags, lambda: offers_for(viewer, post), audience.since)

    def connects(self, viewer: Viewer, post: Post, audience: Audience) -> bool:
        """Whether the viewer may connect it with others."""
        if viewer.acting is None:
            return False
        tags = [post.uid, post.space.uid, "space"]
        return find_for(viewer, ("links", post.pk), tags, lambda: may(viewer, "post.link", post), audience.since)


@dataclass(frozen=True)
class Shown:
    """The connections as HTML, and the uids of the posts by whose acts they change."""

    html: str
    tags: Sequence[str]


def shown_in(viewer: Viewer, post: Post) -> Shown:
    """The connections as everybody sees them who sees what `viewer` sees."""
    ties = ties_of(post)
    own = kind_of(post).shows
    found = [one for one in strands(viewer, post, ties) if one.sort.name not in own]
    html = render_to_string("posts/_links.html", {"post": post, "strands": found}).strip() if found else ""
    # Also of what this audience does not see: it may be widened.
    return Shown(html, [post.uid, *{tie.uid for tie in ties}])


def tags_of_shown(shown: Shown) -> Sequence[str]:
    """What they are forgotten by."""
    return shown.tags


def size_of(shown: Shown) -> int:
    """About how much room they take."""
    return 2 * len(shown.html) + 20 * len(shown.tags)


def offers_for(viewer: Viewer, post: Post) -> list[Offer]:
    """Every kind that the viewer may publish in the space of `post`."""
    space = post.space
    usual = composed_kinds() if may(viewer, "space.publish", space) else []
    kinds = [*usual, *entitled_kinds(viewer, space)]
    return [Offer(kind.prompt, f"{kind.composer(space)}?from={post.uid}") for kind in kinds]


links = LinkPanel()
