"""A brief as a file: Markdown, PDF, DOCX, ODT."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from intercity.briefs.papers import paper_of
from intercity.briefs.queries import get_brief_for
from intercity.briefs.views.making import frame
from intercity.core.papers.formats import FORMATS, OfficeMissingError, write
from intercity.organisations.request import Request
from intercity.spaces.queries import get_space_for


@require_safe
def brief_file(request: Request, slug: str, brief: str, ending: str) -> HttpResponse:
    """The brief as `ending` says; Http404 for what there is not, 503 where the server cannot write such files."""
    opened = get_brief_for(request.viewer, get_space_for(request.viewer, slug), brief)
    if ending not in FORMATS:
        raise Http404
    paper = paper_of(opened.composed(), opened.brief.uid)
    try:
        body = write(paper, ending)
    except OfficeMissingError as missing:
        context = {**frame(request.viewer, opened.brief.space), "brief": opened.brief, "why": missing}
        return render(request, "briefs/no_file.html", context, status=503)
    name = f"{opened.brief.space.slug}-{opened.brief.since:%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=FORMATS[ending].mime, headers=headers)
