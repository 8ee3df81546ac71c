"""Who attended what a post tells of; rooms that know register in `settings.INTERCITY_ATTENDEES`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from intercity.organisations.models import Person
from intercity.posts.models import Post


class Roll(Protocol):
    """What a room provides. A function stands in `settings.INTERCITY_ATTENDEES`."""

    def __call__(self, post: Post) -> Iterable[int]:
        """Keys of the people who attended it; of other posts nobody."""
        ...


@cache
def all_rolls() -> tuple[Roll, ...]:
    """The functions of `settings.INTERCITY_ATTENDEES`, in that order."""
    return tuple(import_string(path) for path in settings.INTERCITY_ATTENDEES)


def who_attended(post: Post) -> QuerySet[Person]:
    """The people who attended it, each once."""
    keys = {key for roll in all_rolls() for key in roll(post)}
    return Person.objects.filter(pk__in=keys, is_active=True).order_by("pk")
