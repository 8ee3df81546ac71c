"""The captions of a recording, for the browser that plays it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from intercity.kinds.report.captions import read_captions, to_webvtt
from intercity.kinds.report.kind import captions_of
from intercity.kinds.report.models import Report
from intercity.organisations.request import Request
from intercity.posts.queries import get_post_for


@require_safe
def captions(request: Request, uid: str) -> HttpResponse:
    """As WebVTT; Http404 for whoever may not see the report, and where it has none."""
    report: Report | None = getattr(get_post_for(request.viewer, uid), "report", None)
    cues = read_captions(captions_of(report)).cues if report is not None else []
    if not cues:
        raise Http404
    answer = HttpResponse(to_webvtt(cues), content_type="text/vtt; charset=utf-8")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
