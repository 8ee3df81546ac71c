"""A brief as a file: Markdown, PDF, DOCX, ODT."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.briefs.models import Brief
from intercity.briefs.papers import paper_of
from intercity.briefs.queries import get_brief_for
from intercity.briefs.views.making import frame
from intercity.core.papers.formats import FORMATS, OfficeMissingError
from intercity.core.papers.serving import WAIT_SECONDS, BusyError, write_alone
from intercity.organisations.request import Request
from intercity.spaces.queries import get_space_for


@require_safe
def brief_file(request: Request, slug: str, brief: str, ending: str) -> HttpResponse:
    """The brief as `ending` says; Http404 for what there is not, 503 where the server cannot write such files."""
    opened = get_brief_for(request.viewer, get_space_for(request.viewer, slug), brief)
    if ending not in FORMATS:
        raise Http404
    try:
        body = write_alone(lambda: paper_of(opened.composed(), opened.brief.uid), ending)
    except BusyError:
        why = _("Somebody else is fetching a file right now. Wait some seconds and try again.")
        return no_file(request, opened.brief, why, WAIT_SECONDS)
    except OfficeMissingError as missing:
        return no_file(request, opened.brief, str(missing))
    name = f"{opened.brief.space.slug}-{opened.brief.since:%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=FORMATS[ending].mime, headers=headers)


def no_file(request: Request, brief: Brief, why: str, wait: int = 0) -> HttpResponse:
    """The page that says why there is none, and after how many seconds it is worth to try again."""
    context = {**frame(request.viewer, brief.space), "brief": brief, "why": why}
    response = render(request, "briefs/no_file.html", context, status=503)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
