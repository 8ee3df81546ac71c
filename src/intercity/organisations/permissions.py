"""`may(viewer, verb, thing)`: the one question about rights. Each room answers for its own verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from intercity.organisations.strength import check_factor, lacks_factor
from intercity.organisations.viewers import Viewer

Predicate = Callable[[Viewer, Any], bool]
Hold = Callable[[Viewer, Any, bool], PermissionDenied | None]
"""Says why somebody who may act must wait all the same, and what for; None where nothing keeps them. The last argument:
whether they write for the organisation whose thing it is, and not for the one they act for.
"""
PREDICATES: dict[str, Predicate] = {}
# What is only read asks for no second factor.
READING: set[str] = set()
# What goes on whatever writing waits for: to look after a space, to keep order, to take one's own words back.
GOES_ON: set[str] = set()
# What is written for the organisation whose thing it is, whomever one acts for.
FOR_OWNER: set[str] = set()
HOLDS: list[Hold] = []


def rule(
    verb: str, *, reads: bool = False, goes_on: bool = False, for_owner: bool = False
) -> Callable[[Predicate], Predicate]:
    """Register a predicate `(viewer, thing) -> bool` as the answer for `verb`; each verb has one.

    Every verb that does not only read asks for a second factor where the network or the space does, and unless it
    `goes_on`, waits where a room above says so (`hold`); `for_owner` says for whom it is written.
    """

    def register(predicate: Predicate) -> Predicate:
        if verb in PREDICATES:
            raise ValueError(f"{verb} has a rule already")
        PREDICATES[verb] = predicate
        if reads:
            READING.add(verb)
        if goes_on:
            GOES_ON.add(verb)
        if for_owner:
            FOR_OWNER.add(verb)
        return predicate

    return register


def hold(found: Hold) -> Hold:
    """Register what writing may have to wait for."""
    HOLDS.append(found)
    return found


def held(viewer: Viewer, verb: str, thing: Any = None) -> PermissionDenied | None:
    """What writing waits for, for somebody who may do `verb`; None where it does not wait."""
    if verb in READING or verb in GOES_ON:
        return None
    return next((why for each in HOLDS if (why := each(viewer, thing, verb in FOR_OWNER)) is not None), None)


def may(viewer: Viewer, verb: str, thing: Any = None) -> bool:
    """Whether `viewer` may do `verb` to `thing`. Raises KeyError for a verb without a rule."""
    if not PREDICATES[verb](viewer, thing) or (verb not in READING and lacks_factor(viewer, thing)):
        return False
    return held(viewer, verb, thing) is None


def check_may(viewer: Viewer, verb: str, thing: Any = None) -> None:
    """Raise PermissionDenied with a sentence for the person when `may` says no.

    FactorNeeded when nothing but a second factor is missing; what a room above says, when it waits for that.
    """
    if not PREDICATES[verb](viewer, thing):
        raise PermissionDenied(_("You may not do this. Ask the lead of your organisation or a coordinator."))
    if verb not in READING:
        check_factor(viewer, thing)
    why = held(viewer, verb, thing)
    if why is not None:
        raise why
