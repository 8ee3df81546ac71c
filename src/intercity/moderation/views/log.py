"""The open log of a space."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.moderation.queries import log_for
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.spaces.queries import get_space_for


@require_safe
def log(request: Request, slug: str) -> HttpResponse:
    """What moderators did in a space and why, for everybody who may know of the space; it names nobody."""
    space = get_space_for(request.viewer, slug)
    context = {
        "section": "spaces",
        "tab": "about",
        "space": space,
        "entries": log_for(request.viewer, space),
        "may_coordinate": may(request.viewer, "space.coordinate", space),
    }
    return render(request, "moderation/log.html", context)
