"""How acts of rooms above reach open pages, where a hint to fetch the page anew is not enough.

A shower is given acts that came together, so that it may tell many of them in one message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from intercity.activity.models import Activity


@dataclass(frozen=True)
class Shown:
    """One message to open pages. `data` is JSON by language; `name` is what the pages' scripts listen to.

    `audiences` are those of `posts.visibility` that may see all of it, as things stand now.
    """

    audiences: frozenset[str]
    data: Mapping[str, str]
    name: str


Shower = Callable[[Sequence[Activity], Sequence[str]], Mapping[int, Shown]]
"""Takes acts in rising order and languages; gives the messages by the ids of acts. An act without one is told by a
message of another, or by none.
"""


@cache
def shower_of(verb: str) -> Shower | None:
    """Who shows acts of that verb, if anybody does."""
    path = settings.INTERCITY_SHOWERS.get(verb)
    return import_string(path) if path else None
