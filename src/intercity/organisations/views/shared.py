"""What several views need."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from intercity.core.origin import is_page_of_ours
from intercity.organisations.limits import TooOftenError, keys_of, spend
from intercity.organisations.request import Request

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def signed_in(view: V) -> V:
    """Send whoever is not signed in to the sign-in page, and back afterwards."""

    @wraps(view)
    def wrapped(request: Request, **kwargs: Any) -> HttpResponseBase:
        if request.viewer.person is None:
            return redirect_to_login(request.get_full_path())
        return view(request, **kwargs)

    return cast(V, wrapped)


def back(request: Request, otherwise: str) -> HttpResponse:
    """Go where the form's `next` says, if that is a page of ours, else to `otherwise` (an address)."""
    target = request.POST.get("next", "")
    return HttpResponseRedirect(target if is_page_of_ours(request, target) else resolve_url(otherwise))


def attempt(request: Request, act: Callable[[], object], done: str) -> bool:
    """Do `act` and say `done`; what it refuses with ValidationError is said instead. True when it was done."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, done)
    return True


def too_many(request: Request, form: BaseForm, cost: int = 1) -> int:
    """Count so many invitations; the seconds until there may be more, with an error at the top of `form`, or 0."""
    try:
        spend("invite", keys_of(request), cost)
    except TooOftenError as error:
        form.add_error(None, error.sentence)
        return error.seconds
    return 0


def attempt_form(form: BaseForm, act: Callable[[], object]) -> bool:
    """As `attempt`, but the refusal is shown at the top of `form`."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
