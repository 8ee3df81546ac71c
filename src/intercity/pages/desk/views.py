"""The desk as a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.spaces.desk import get_scope_for, sections_of


@signed_in
@require_safe
def desk(request: Request) -> HttpResponse:
    """What needs a person today, in the network or in the spaces that the viewer coordinates."""
    scope = get_scope_for(request.viewer, request.GET.get("space", ""))
    sections = sections_of(scope, timezone.now())
    context = {
        "section": "desk",
        "tab": "desk",
        "scope": scope,
        "sections": sections,
        "waiting": sum(one.total for one in sections),
    }
    return render(request, "pages/desk.html", context)
