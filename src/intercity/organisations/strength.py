"""Where a second factor is asked for: in the whole network, of its coordinators, or in single spaces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from intercity.organisations.viewers import Viewer

WRITING, COORDINATORS = "writing", "coordinators"


class FactorNeeded(PermissionDenied):  # noqa: N818 (named as the page that says it)
    """Refused only because no second factor was shown in this session."""


def is_strong(session: SessionBase) -> bool:
    """Whether this session began with a second factor, or one was shown in it since.

    A provider counts where the operator says that it asks for one itself.
    """
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    trusted = settings.OIDC_WITH_SECOND_FACTOR
    return any(
        row.get("method") == "mfa" or (row.get("method") == "socialaccount" and row.get("provider") in trusted)
        for row in records
    )


def without_factor(viewer: Viewer) -> Viewer:
    """The same viewer, known by a mail or a link in one only."""
    return replace(viewer, strong=False)


def network_asks(viewer: Viewer) -> bool:
    """Whether the network asks this person for a second factor before any act."""
    asked = settings.SECOND_FACTOR
    return WRITING in asked or (COORDINATORS in asked and viewer.is_coordinator)


def lacks_factor(viewer: Viewer, thing: Any = None) -> bool:
    """Whether `viewer` would have to show a second factor to act on `thing`: a space, or something in one."""
    if viewer.strong or viewer.person is None:
        return False
    return network_asks(viewer) or asks_factor(thing)


def asks_factor(thing: Any) -> bool:
    """Whether the space of `thing` asks for a second factor."""
    if hasattr(thing, "second_factor"):
        return bool(thing.second_factor)
    if getattr(thing, "space", None) is not None:
        return asks_factor(thing.space)
    return getattr(thing, "post", None) is not None and asks_factor(thing.post)


def check_factor(viewer: Viewer, thing: Any = None) -> None:
    """Raise FactorNeeded where `lacks_factor`."""
    if lacks_factor(viewer, thing):
        raise FactorNeeded(_("This asks for a second factor."))
