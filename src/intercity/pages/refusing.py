"""The page of what is refused; where only the second factor is missing, what to do, with nothing typed lost."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.defaults import permission_denied

from intercity.organisations.factors import who_has_factors
from intercity.organisations.request import Request
from intercity.organisations.strength import FactorNeeded

OURS = ("csrfmiddlewaretoken",)


def refused(request: Request, exception: Exception | None = None) -> HttpResponse:
    """The answer to PermissionDenied anywhere."""
    person = request.viewer.person
    if not isinstance(exception, FactorNeeded) or person is None:
        return permission_denied(request, exception)  # type: ignore[arg-type]
    typed = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    context = {
        "typed": typed, "is_act": request.method == "POST", "had_files": bool(request.FILES),
        "has_factors": person.pk in who_has_factors([person.pk]),
    }  # fmt: skip
    return render(request, "second_factor.html", context, status=403)
