"""What the demo's bar needs on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from intercity.demo.roles import ROLES


def demo_context(request: HttpRequest) -> dict[str, Any]:
    """The roles, for the bar."""
    return {"demo_roles": ROLES}
