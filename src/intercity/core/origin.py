"""Forms without a token, for pages that are the same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

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


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent this form (`Sec-Fetch-Site`, else `Origin`)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return origin is not None and origin not in ours
