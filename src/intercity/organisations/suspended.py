"""Whoever is suspended writes nothing, wherever a page would let anybody who is signed in do so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from intercity.organisations.request import Request

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# What stays: to go, to read in one's language, to ask that the decision be looked at again, to get no more mail, to
# have one's data and to have it erased, to keep one's account safe; and what only reads although it is sent like a
# form.
OPEN: Final = frozenset(
    {
        "account_logout", "set_language", "moderation_appeal", "unsubscribe", "similar", "me_data", "me_erase",
        "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "security", "mfa_add_webauthn",
        "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_activate_totp", "mfa_deactivate_totp",
        "mfa_generate_recovery_codes", "session_end", "sessions_end_others",
    }
)  # fmt: skip


class RefuseSuspended:
    """Middleware: 403 for every other act of somebody who is suspended now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """On to the view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: Any, _kwargs: Any) -> None:
        """Asked only where something may be written, so that reading costs nothing."""
        if request.method in READING or (request.resolver_match and request.resolver_match.url_name in OPEN):
            return
        if cast(Request, request).viewer.is_suspended:
            raise PermissionDenied(_("You are suspended for now: you can read what is public, and write nothing."))
