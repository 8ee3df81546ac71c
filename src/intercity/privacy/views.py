"""The pages about personal data."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.organisations.request import Request
from intercity.privacy.processing import sections


@require_safe
@public_page
def privacy(request: Request) -> HttpResponse:
    """What is held about people, why, for how long, who sees it, and whom to ask."""
    context = {"sections": list(sections()), "contact": settings.PRIVACY_CONTACT}
    return render(request, "privacy/privacy.html", context)
