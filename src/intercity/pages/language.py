"""The switch of the page's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from intercity.core.origin import from_our_pages, is_page_of_ours


# The form stands in every page, also in those that are the same for everybody: so it carries no token.
@from_our_pages
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Show the language that the form names, and go on where its `next` says, if that is a page of ours, else home."""
    response = set_language(request)
    wanted = request.POST.get("next", "/")
    response.headers["Location"] = wanted if is_page_of_ours(request, wanted) else "/"
    return response
