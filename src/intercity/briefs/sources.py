"""Where sentences come from: each room and kind that the settings list gives its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import override

from intercity.briefs.statements import Statement
from intercity.briefs.wanted import Wanted

Source = Callable[[Wanted], Sequence[Statement]]
"""All sentences that a room has to say about what is wanted, in the active language, which is the brief's.

It reads nothing but `Wanted.readable()` (mostly by way of `Wanted.read`) and what every reader of these posts sees.
"""


@cache
def all_sources() -> tuple[Source, ...]:
    """The functions of `settings.INTERCITY_BRIEF_SOURCES`, in that order."""
    return tuple(import_string(path) for path in settings.INTERCITY_BRIEF_SOURCES)


def statements_for(wanted: Wanted) -> list[Statement]:
    """Every sentence there is to say. ValueError where two have the same key."""
    with override(wanted.language):
        found = [one for source in all_sources() for one in source(wanted)]
    if len({one.key for one in found}) < len(found):
        raise ValueError("two sentences of a brief have the same key")
    return found
