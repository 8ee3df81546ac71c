"""Similar questions and practices while somebody writes one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from intercity.organisations.request import Request
from intercity.search.similar import Sketch, similar_to

# More of a title is not read; the form refuses it anyway.
LONGEST_TITLE = 400
LONGEST_BODY = 4_000


@login_required
@require_POST
def similar(request: Request) -> HttpResponse:
    """What is like the form that was sent: a fragment for scripts, a page for browsers without. Nothing is kept."""
    sent = request.POST
    sketch = Sketch(
        sent.get("title", "")[:LONGEST_TITLE],
        sent.get("body", "")[:LONGEST_BODY],
        sent.get("language", "")[:8] or "en",
        sent.getlist("topics"),
    )
    is_fragment = "X-Fragment" in request.headers
    context = {"similar": similar_to(request.viewer, sketch), "is_fragment": is_fragment}
    return render(request, "search/_similar.html" if is_fragment else "search/similar.html", context)
