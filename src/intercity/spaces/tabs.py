"""The further pages of a space that rooms above provide, and the registry that the settings list.

Which of them a space has, its template says at first, and its coordinators in the settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from intercity.spaces.models import Space


@dataclass(frozen=True)
class Tab:
    """One page: `name` stands in `Space.pages` and marks it while it is open, `label` is what people read, `view` the
    name of its address, which takes the slug of the space. An instance stands in `settings.INTERCITY_TABS`.
    """

    name: str
    label: str | Promise
    view: str


@cache
def all_tabs() -> tuple[Tab, ...]:
    """The pages of `settings.INTERCITY_TABS`, in that order."""
    return tuple(import_string(path) for path in settings.INTERCITY_TABS)


def tab_choices() -> list[tuple[str, str | Promise]]:
    """All of them, as forms offer them."""
    return [(tab.name, tab.label) for tab in all_tabs()]


def tabs_of(space: Space) -> Sequence[tuple[Tab, str]]:
    """The further pages of `space`, each with its path."""
    return [(tab, reverse(tab.view, args=[space.slug])) for tab in all_tabs() if tab.name in space.pages]
