"""The page of what is refused; where only a second factor or the exchange agreement is missing, what to do, with
nothing typed lost.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.defaults import permission_denied

from intercity.organisations.factors import who_has_factors
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.strength import FactorNeeded
from intercity.spaces.agreeing import AgreementNeeded, ask_to_join, stays_out
from intercity.spaces.policies import OutsideSpace

OURS = ("csrfmiddlewaretoken",)


def refused(request: Request, exception: Exception | None = None) -> HttpResponse:
    """The answer to PermissionDenied anywhere."""
    person = request.viewer.person
    if isinstance(exception, AgreementNeeded):
        if person is not None and stays_out(request.viewer, exception.space):
            return permission_denied(request, PermissionDenied(ask_to_join()))
        context = {**sent(request), "space": exception.space, "sentence": str(exception)}
        return render(request, "spaces/agreement_needed.html", context, status=403)
    if isinstance(exception, OutsideSpace):
        return outside(request, exception)
    if not isinstance(exception, FactorNeeded) or person is None:
        return permission_denied(request, exception)  # type: ignore[arg-type]
    context = {**sent(request), "has_factors": person.pk in who_has_factors([person.pk])}
    return render(request, "second_factor.html", context, status=403)


def outside(request: Request, exception: OutsideSpace) -> HttpResponse:
    """That the organisation is not in a space, and who can let it in."""
    space = exception.space
    sees_people = may(request.viewer, "space.see_people", space)
    people = space.coordinators.order_by("name") if sees_people else []
    context = {"space": space, "sentence": str(exception), "coordinators": people}
    return render(request, "spaces/outside.html", context, status=403)


def sent(request: Request) -> dict[str, Any]:
    """What was sent with the request, so that it can be sent again."""
    typed = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    return {"typed": typed, "is_act": request.method == "POST", "had_files": bool(request.FILES)}
