"""The request as our views see it."""

from __future__ import annotations

from django.http import HttpRequest

from intercity.organisations.viewers import Viewer


class Request(HttpRequest):
    """A request with `viewer` (who looks, and for which organisation) attached by middleware."""

    viewer: Viewer
