"""Saved views of an exercise that is removed: they lead nowhere then."""

from __future__ import annotations

from intercity.search.models import SavedView
from intercity.spaces.models import Space


def remove_views(space: Space) -> int:
    """Remove the saved views of the space's own pages, with what follows them."""
    return SavedView.objects.filter(path__startswith=space.get_absolute_url()).delete()[0]
