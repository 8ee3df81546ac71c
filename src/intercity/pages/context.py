"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from intercity.organisations.strength import lacks_factor


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The viewer, and whether this is the demo network."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "asks_factor": bool(settings.SECOND_FACTOR) and viewer is not None and lacks_factor(viewer),
        "is_demo": settings.DEMO,
        "languages": settings.LANGUAGES,
    }
