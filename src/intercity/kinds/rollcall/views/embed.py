"""What other websites may show of public answers: the sentence and the chart of the first field, without scripts."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.core.headers import FRAMED_POLICY
from intercity.kinds.rollcall.charts import chart_svg, charts_of
from intercity.kinds.rollcall.counting import figures_for
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.views.opened import Opened, open_answers
from intercity.organisations.request import Request
from intercity.organisations.viewers import PUBLIC


@require_safe
@public_page
@xframe_options_exempt
def answers_embed(request: Request, uid: str) -> HttpResponse:
    """For everybody the same, members too; 404 unless question and answers are both public."""
    opened = open_answers(PUBLIC, uid)
    if not isinstance(opened, Opened) or not opened.is_public:
        raise Http404
    charts = [chart for chart in charts_of(figures_for(opened.seen)) if chart.marks][:1]
    context = {
        **opened.frame(),
        "sentence": sentence(opened.seen),
        "charts": [(chart, chart_svg(chart)) for chart in charts],
        "address": settings.PUBLIC_URL + opened.post.get_absolute_url(),
    }
    response = render(request, "rollcall/embed.html", context)
    response.headers["Content-Security-Policy"] = FRAMED_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
