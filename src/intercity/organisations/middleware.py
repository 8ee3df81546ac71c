"""Attaches the viewer to each request."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer, viewer_for

ACTING_KEY = "acting_membership"


def attach_viewer(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `request.viewer`, worked out on first use (static files and health checks never ask)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        ours = cast(Request, request)
        ours.viewer = cast(Viewer, SimpleLazyObject(lambda: viewer_of(ours)))
        return get_response(request)

    return middleware


def viewer_of(request: Request) -> Viewer:
    """The viewer of this request, acting as chosen in its session."""
    if not request.user.is_authenticated:
        return viewer_for(None)
    return viewer_for(request.user, request.session.get(ACTING_KEY))
