"""A document as a file."""

from __future__ import annotations

from threading import BoundedSemaphore

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.core.papers.formats import FORMATS, OfficeMissingError, write
from intercity.kinds.document.paper import paper_of
from intercity.kinds.document.queries import get_document_for
from intercity.organisations.request import Request

# A document of hundreds of pages takes a thread for seconds: never both of a process at once.
one_at_a_time = BoundedSemaphore(1)


@require_safe
def document_file(request: Request, uid: str, ending: str) -> HttpResponse:
    """The document as PDF, DOCX, ODT or Markdown; 503 while another is being made, 501 without the packages for it."""
    post = get_document_for(request.viewer, uid)
    if not one_at_a_time.acquire(blocking=False):
        why = _("Somebody else is fetching a file right now. Wait some seconds and try again.")
        response = render(request, "document/no_file.html", {"section": "spaces", "post": post, "why": why}, status=503)
        response.headers["Retry-After"] = "10"
        return response
    try:
        made = write(paper_of(post), ending)
    except OfficeMissingError as missing:
        return render(request, "document/no_file.html", {"section": "spaces", "post": post, "why": missing}, status=501)
    finally:
        one_at_a_time.release()
    name = f"{slugify(post.title)[:60] or post.uid}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type=FORMATS[ending].mime, headers=headers)
