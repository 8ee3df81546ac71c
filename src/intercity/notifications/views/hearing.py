"""What I hear of, and how."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.notifications.models import Follow
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in


@signed_in
@require_safe
def hearing(request: Request) -> HttpResponse:
    """The choices for each sort of event, and what is followed."""
    follows = Follow.objects.filter(person=request.viewer.person)
    return render(request, "notifications/hearing.html", {"section": "me", "follows": follows})
