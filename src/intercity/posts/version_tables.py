"""Tables in which rooms above keep what posts said before, row by row with the label of its time.

Where a label moves, these rows move as the versions of the post itself do (`posts.actions.moving`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string


class VersionTable(Protocol):
    """What a room provides. Its rows have the fields `label` and `readers`. It stands in
    `settings.INTERCITY_VERSION_TABLES`.
    """

    def of(self, keys: Sequence[int]) -> QuerySet[Any]:
        """The versions of the posts with these keys."""
        ...

    def standing(self, keys: Sequence[int]) -> QuerySet[Any]:
        """Those of them that are the text as it stands: whoever sees the post reads it."""
        ...


@cache
def all_version_tables() -> tuple[VersionTable, ...]:
    """Those of `settings.INTERCITY_VERSION_TABLES`."""
    return tuple(import_string(path) for path in settings.INTERCITY_VERSION_TABLES)
