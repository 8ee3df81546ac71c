"""End an exercise: remove the space with everything that was invented in it.

Each room removes what is its own (settings.INTERCITY_REMOVERS, in that order), in short transactions. Killed at any
line, it is run again and goes on. What stays is the record: that it was there, who removed it, and how much it was.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from intercity.activity.models import Activity
from intercity.activity.record import record
from intercity.activity.said import erase
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import Space

Remover = Callable[[Space], int]
"""Removes what one room holds of an exercise; gives how many things. Nothing of any other space is touched."""
# Somebody may post while it is removed: then it begins anew.
MOST_ROUNDS: Final = 20


class NotAnExerciseError(Exception):
    """What is real is never removed so."""


def remove_exercise(viewer: Viewer, space: Space) -> int:
    """As `do_remove`, for its coordinators; PermissionDenied for all others and for what is no exercise."""
    check_may(viewer, "space.coordinate", space)
    if not space.is_exercise:
        raise PermissionDenied(_("Only an exercise can be removed. Archive this space instead."))
    return do_remove(space, viewer.person)


def do_remove(space: Space, by: Person | None) -> int:
    """Remove an exercise whole; gives how many things were removed with it. NotAnExerciseError for all else."""
    removed = 0
    for _round in range(MOST_ROUNDS):
        removed += sum(remover(space) for remover in removers())
        if do_remove_space(space, by):
            return removed
    raise RuntimeError(f"{space.slug} fills faster than it is emptied")


@transaction.atomic
def do_remove_space(space: Space, by: Person | None) -> bool:
    """Remove the space itself, with its members, coordinators, lists and follows; False while posts are in it."""
    row = check_exercise(space)
    if row is None:
        return True
    try:
        row.delete()
    except ProtectedError:
        return False
    # A worker may have written of it since its turn; it writes nothing of what is gone.
    for remover in removers():
        remover(space)
    # The acts stay; what they say of an invented space's settings goes with it.
    erase(Activity.objects.filter(space_uid=space.uid).exclude(said="").values_list("said", flat=True))
    record(
        "space.removed", space_uid=space.uid, person_uid=by.uid if by else "", public=True,
        data={"name": space.name, "slug": space.slug, "label": space.widest_label},
    )  # fmt: skip
    return True


def check_exercise(space: Space) -> Space | None:
    """The space as it is now, locked; None when it is gone. NotAnExerciseError when it is no exercise (any more)."""
    row = Space.objects.select_for_update().filter(pk=space.pk).first()
    if row is not None and not row.is_exercise:
        raise NotAnExerciseError(space.slug)
    return row


@cache
def removers() -> tuple[Remover, ...]:
    """The removers of the settings."""
    return tuple(import_string(path) for path in settings.INTERCITY_REMOVERS)
