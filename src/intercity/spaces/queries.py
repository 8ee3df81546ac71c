"""Fetch with permission."""

from __future__ import annotations

from django.http import Http404

from intercity.organisations.viewers import Viewer
from intercity.spaces.models import Space


def get_space_for(viewer: Viewer, slug: str) -> Space:
    """The space, or Http404 for whoever may not know of it."""
    space = Space.objects.visible_to(viewer).filter(slug=slug).first()
    if space is None:
        raise Http404
    return space
