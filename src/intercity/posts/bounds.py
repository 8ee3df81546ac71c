"""Posts whose words were put together for some readers: they are never for more people, and their words stay.

Whoever puts such posts together says so in `settings.INTERCITY_BOUNDS`; every action that gives a post another label or
other words asks here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from intercity.posts.models import Post, Readers
from intercity.posts.sight import Sight, holds
from intercity.spaces.models import Label

KEPT: Final = "_bound"


@dataclass(frozen=True)
class Bound:
    """For readers of which label the words were put together, and what is said to whoever wants to change that."""

    label: str
    no_wider: str | Promise
    no_words: str | Promise


Binder = Callable[[Post], Bound | None]
"""Says of a post by itself how it is bound; None for all that are not the room's."""


@cache
def all_binders() -> tuple[Binder, ...]:
    """Those of `settings.INTERCITY_BOUNDS`."""
    return tuple(import_string(path) for path in settings.INTERCITY_BOUNDS)


def bound_of(post: Post) -> Bound | None:
    """How a post is bound; asked once for each time it was fetched. Comments never are."""
    if post.root_id is not None:
        return None
    if KEPT not in vars(post):
        found = (binder(post) for binder in all_binders())
        vars(post)[KEPT] = next((bound for bound in found if bound is not None), None)
    bound: Bound | None = vars(post)[KEPT]
    return bound


def check_bound(post: Post, label: str, readers: Readers | None = None) -> None:
    """Refuse (ValidationError) to show a post to somebody for whom its words were not put together."""
    bound = bound_of(post)
    wanted = Sight(label, readers.pk if readers is not None else None)
    if bound is not None and not holds(Sight(bound.label), wanted, post.space_id):
        raise ValidationError(str(bound.no_wider))


def check_words(post: Post) -> None:
    """Refuse (ValidationError) other words for a post that was put together."""
    bound = bound_of(post)
    if bound is not None:
        raise ValidationError(str(bound.no_words))


def widest_label(post: Post) -> Label:
    """The widest label that a post which stands by itself may have: of its space, or for which it was put together."""
    bound = bound_of(post)
    widest = [Label(post.space.widest_label), *([Label(bound.label)] if bound is not None else [])]
    return max(widest, key=lambda label: label.rank)
