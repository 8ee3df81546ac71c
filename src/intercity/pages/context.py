"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The viewer, and whether this is the demo network."""
    return {
        "viewer": getattr(request, "viewer", None),
        "is_demo": settings.DEMO,
        "languages": settings.LANGUAGES,
    }
