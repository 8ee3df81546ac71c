"""`may(viewer, verb, thing)`: the one question about rights. Each room answers for its own verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from intercity.organisations.strength import check_factor, lacks_factor
from intercity.organisations.viewers import Viewer

Predicate = Callable[[Viewer, Any], bool]
PREDICATES: dict[str, Predicate] = {}
# What is only read asks for no second factor.
READING: set[str] = set()


def rule(verb: str, *, reads: bool = False) -> Callable[[Predicate], Predicate]:
    """Register a predicate `(viewer, thing) -> bool` as the answer for `verb`; each verb has one.

    Every verb that does not only read asks for a second factor where the network or the space does.
    """

    def register(predicate: Predicate) -> Predicate:
        if verb in PREDICATES:
            raise ValueError(f"{verb} has a rule already")
        PREDICATES[verb] = predicate
        if reads:
            READING.add(verb)
        return predicate

    return register


def may(viewer: Viewer, verb: str, thing: Any = None) -> bool:
    """Whether `viewer` may do `verb` to `thing`. Raises KeyError for a verb without a rule."""
    return PREDICATES[verb](viewer, thing) and (verb in READING or not lacks_factor(viewer, thing))


def check_may(viewer: Viewer, verb: str, thing: Any = None) -> None:
    """Raise PermissionDenied with a sentence for the person when `may` says no.

    FactorNeeded when nothing but a second factor is missing.
    """
    if not may(viewer, verb, thing):
        if PREDICATES[verb](viewer, thing):
            check_factor(viewer, thing)
        raise PermissionDenied(_("You may not do this. Ask the lead of your organisation or a coordinator."))
