"""Where a form came from and where it may lead: our own pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt

LONGEST_ADDRESS: Final = 4_000

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponse]


def from_our_pages(view: View[R, P]) -> View[R, P]:
    """Let a view be posted to from our own pages only, told by what browsers say of themselves, without a token.

    Only for acts that do no harm when a browser too old to say where a form came from is led to them.
    """

    @wraps(view)
    def checked(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_foreign(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def is_page_of_ours(request: HttpRequest, address: str) -> bool:
    """Whether `address`, which somebody else may have chosen, is the path of a page of ours, with its query.

    Nothing relative: that would lead to another page from each page. Nothing so long that no redirect may hold it.
    """
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return ours and address.startswith("/") and len(address) <= LONGEST_ADDRESS


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent this form (`Sec-Fetch-Site`, else `Origin`)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return origin is not None and origin not in ours
