"""Pages that are the same for every reader without an account: marked, so that the front may keep them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from intercity.activity.models import last_public_id

PUBLIC_HEADER = "X-Intercity-Public"
MARK = "is_public_page"

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
A = TypeVar("A", bound=HttpResponseBase)
View = Callable[Concatenate[R, P], A]


def public_page(view: View[R, P, A]) -> View[R, P, A]:
    """Mark a view whose page depends on its address and language only, as long as nobody is signed in.

    A reader without session gets the page with the version of the public world (`last_public_id`), read before
    the view runs, in `X-Intercity-Public`; the front keeps the page until that version moves. A page that sets a
    cookie, says itself how it may be kept, or holds a CSRF token never carries the header.
    """

    @wraps(view)
    def marked(request: R, /, *args: P.args, **kwargs: P.kwargs) -> A:
        if not is_nobody(request):
            return view(request, *args, **kwargs)
        version = last_public_id()
        response = view(request, *args, **kwargs)
        if is_the_same_for_all(request, response):
            response.headers[PUBLIC_HEADER] = str(version)
        return response

    setattr(marked, MARK, True)
    return marked


def is_marked(view: object) -> bool:
    """Whether `view`, as the URLconf has it, was marked by `public_page`."""
    return bool(getattr(view, MARK, False))


def barring_cookies() -> tuple[str, ...]:
    """Names of the cookies that stand for one reader: with any of them a page is that reader's own."""
    return settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name


def is_nobody(request: HttpRequest) -> bool:
    """Whether this is a plain GET of somebody of whom we know nothing."""
    if request.method != "GET" or "Authorization" in request.headers:
        return False
    if any(name in request.COOKIES for name in barring_cookies()):
        return False
    user = getattr(request, "user", None)
    return user is None or not user.is_authenticated


def is_the_same_for_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this answer may be given to the next reader too."""
    if response.status_code != 200 or response.streaming or response.cookies or response.has_header("Cache-Control"):
        return False
    # A template that asks for the token leaves this note; the token belongs to one browser.
    return "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
