"""Whom somebody may mean who begins to write a mention."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from intercity.organisations.request import Request
from intercity.posts.mentions import offers_for

LONGEST = 160


@require_safe
def mentions(request: Request) -> HttpResponse:
    """What fits the text in `q` (what follows the @), for those who may write."""
    begun = request.GET.get("q", "")[:LONGEST].replace("\x00", "")
    offers = offers_for(request.viewer, begun) if request.viewer.person is not None else []
    return JsonResponse({"items": [{"written": each.written, "name": each.name} for each in offers]})
