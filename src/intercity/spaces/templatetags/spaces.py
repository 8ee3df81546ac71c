"""Template words of spaces."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from intercity.spaces.models import Space
from intercity.spaces.tabs import Tab, tabs_of

register = template.Library()


@register.filter
def pages(space: Space) -> Sequence[tuple[Tab, str]]:
    """The further pages of a space, each with its path."""
    return tabs_of(space)
