"""A document as a file."""

from __future__ import annotations

from typing import Final

from django.db.models import Sum
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.core.papers.formats import FORMATS, OfficeMissingError
from intercity.core.papers.serving import WAIT_SECONDS, BusyError, write_alone
from intercity.kinds.document.paper import paper_of
from intercity.kinds.document.queries import get_document_for, standing
from intercity.organisations.request import Request
from intercity.posts.models import Post

# Some seven hundred pages: longer ones would take minutes of a web process.
MOST_CHARACTERS: Final = 2_000_000


@require_safe
def document_file(request: Request, uid: str, ending: str) -> HttpResponse:
    """The document as PDF, DOCX, ODT or Markdown.

    503 while another is being made, 501 without the packages for it, 413 for one that is too long.
    """
    post = get_document_for(request.viewer, uid)
    if length_of(post) > MOST_CHARACTERS:
        return no_file(request, post, 413, _("This document is too long for one file."))
    try:
        made = write_alone(lambda: paper_of(post), ending)
    except BusyError:
        why = _("Somebody else is fetching a file right now. Wait some seconds and try again.")
        response = no_file(request, post, 503, why)
        response.headers["Retry-After"] = str(WAIT_SECONDS)
        return response
    except OfficeMissingError as missing:
        return no_file(request, post, 501, str(missing))
    name = f"{slugify(post.title)[:60] or post.uid}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type=FORMATS[ending].mime, headers=headers)


def length_of(post: Post) -> int:
    """How many characters its sections have."""
    return standing(post).aggregate(n=Sum(Length("body")))["n"] or 0


def no_file(request: Request, post: Post, status: int, why: str) -> HttpResponse:
    """The page that says why there is none."""
    context = {"section": "spaces", "post": post, "why": why}
    return render(request, "document/no_file.html", context, status=status)
