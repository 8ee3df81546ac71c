"""All answers on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.kinds.rollcall.columns import columns_of, rows_html
from intercity.kinds.rollcall.counting import figures_for
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.table import charts_html
from intercity.kinds.rollcall.views.opened import Opened, not_for_viewer, open_answers, page_number, pager
from intercity.organisations.request import Request

# Some forty sheets of paper; more at once would keep everybody else waiting.
A_PAGE = 1000


@require_safe
@public_page
def answers_print(request: Request, uid: str) -> HttpResponse:
    """Sentence, charts and every answer, without anything that can be pressed."""
    opened = open_answers(request.viewer, uid)
    if not isinstance(opened, Opened):
        return not_for_viewer(request, opened)
    seen = opened.seen
    columns = columns_of(opened.post, seen.sheet.open_fields)
    number = page_number(request.GET.get("page", ""), len(seen.rows), A_PAGE)
    context = {
        **opened.frame(),
        "now": timezone.now(),
        "sentence": sentence(seen),
        "charts": charts_html(figures_for(seen), whole=True),
        "headings": [column.heading for column in columns],
        # Every part of a row is escaped.
        "rows": mark_safe(rows_html(seen.rows[(number - 1) * A_PAGE : number * A_PAGE], columns)),
        "page": pager(reverse("rollcall_print", args=[uid]), {}, number, len(seen.rows), A_PAGE),
    }
    return render(request, "rollcall/print.html", context)
