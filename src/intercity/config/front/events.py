"""Connects the hub to the two functions that render and replay for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

from intercity.activity.models import Activity
from intercity.live.hub import Hub

P = ParamSpec("P")
T = TypeVar("T")


def fresh_connection(function: Callable[P, T]) -> Callable[P, T]:
    """`function` with the thread's database connection checked first, as requests have it."""

    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        close_old_connections()
        return function(*args, **kwargs)

    return checked


def make_hub(limit: int) -> Hub[Activity]:
    """The hub of this process, with `render`, `since` and `closes` of `settings.LIVE_EVENTS` (a module)."""
    module = getattr(settings, "LIVE_EVENTS", "intercity.live.events")
    render, since, closes = (import_string(f"{module}.{name}") for name in ("render", "since", "closes"))
    return Hub(fresh_connection(render), fresh_connection(since), limit, settings.LANGUAGE_CODE, closes=closes)
