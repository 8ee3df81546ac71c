"""Attaches the viewer to each request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from intercity.organisations.known import known_viewer, person_of
from intercity.organisations.models import Person
from intercity.organisations.request import Request
from intercity.organisations.strength import is_strong
from intercity.organisations.viewers import PUBLIC, Viewer

ACTING_KEY = "acting_membership"


def attach_viewer(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `request.user` and `request.viewer`, worked out on first use (health checks never ask)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        ours = cast(Request, request)
        ours.user = cast(Person, SimpleLazyObject(lambda: person_of(ours)))
        ours.viewer = cast(Viewer, SimpleLazyObject(lambda: viewer_of(ours)))
        return get_response(request)

    return middleware


def viewer_of(request: Request) -> Viewer:
    """The viewer of this request, acting as chosen in its session; found once, and put in the place of the promise."""
    made = PUBLIC
    if request.user.is_authenticated:
        made = known_viewer(request.user, request.session.get(ACTING_KEY))
        if not is_strong(request.session):
            made = replace(made, strong=False)
    request.viewer = made
    return made
