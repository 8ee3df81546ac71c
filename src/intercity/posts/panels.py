"""What rooms above put on the pages of posts and spaces, and the registries that the settings list."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from intercity.organisations.request import Request
    from intercity.posts.models import Post
    from intercity.posts.parts import Audience
    from intercity.spaces.models import Space

Place = Literal["head", "main", "beside"]


class Panel(Protocol):
    """A piece of a post's page. An instance stands in `settings.INTERCITY_PANELS`."""

    place: Place
    """Above the post ("head"), under it ("main", before its comments) or beside it."""

    def applies(self, post: Post) -> bool:
        """Whether this post can have it at all; asked for every page, so it reads no rows."""
        ...

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """The HTML for this viewer, "" for nothing. What is the same for the audience is kept with `audience`."""
        ...


class SpacePanel(Protocol):
    """A piece beside the stream of a space. An instance stands in `settings.INTERCITY_SPACE_PANELS`."""

    def render(self, request: Request, space: Space, audience: Audience) -> str:
        """As `Panel.render`."""
        ...


@cache
def all_panels() -> tuple[Panel, ...]:
    """The panels of `settings.INTERCITY_PANELS`, in that order."""
    return tuple(import_string(path) for path in settings.INTERCITY_PANELS)


def panels_for(request: Request, post: Post, audience: Audience, place: Place) -> list[SafeString]:
    """The panels of `post` at `place` that have something to show to this viewer."""
    wanted = (panel for panel in all_panels() if panel.place == place and panel.applies(post))
    shown = (panel.render(request, post, audience) for panel in wanted)
    return [SafeString(html) for html in shown if html]


@cache
def all_space_panels() -> tuple[SpacePanel, ...]:
    """The panels of `settings.INTERCITY_SPACE_PANELS`, in that order."""
    return tuple(import_string(path) for path in settings.INTERCITY_SPACE_PANELS)


def space_panels_for(request: Request, space: Space, audience: Audience) -> list[SafeString]:
    """The panels beside the stream of `space` that have something to show to this viewer."""
    shown = (panel.render(request, space, audience) for panel in all_space_panels())
    return [SafeString(html) for html in shown if html.strip()]
