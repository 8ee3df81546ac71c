"""A closed roll call to be cited: its figures and its table as they were when it was closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.kinds.rollcall.closings import last_closing, rows_to_cite
from intercity.kinds.rollcall.columns import columns_of, rows_html
from intercity.kinds.rollcall.figures import figures_of
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sentence import sentence
from intercity.kinds.rollcall.table import charts_html
from intercity.kinds.rollcall.values.types import Asked
from intercity.kinds.rollcall.views.opened import (
    Opened,
    not_for_viewer,
    open_answers,
    open_post,
    page_number,
    pager,
)
from intercity.kinds.rollcall.wording import day_text
from intercity.organisations.request import Request

A_PAGE = 100


@require_safe
@public_page
def answers_closed(request: Request, uid: str) -> HttpResponse:
    """Numbers and table as they were at the last closing, but for words that were taken out since.

    404 for what was never closed.
    """
    at = last_closing(open_post(request.viewer, uid))
    if at is None:
        raise Http404
    opened = open_answers(request.viewer, uid, at)
    if not isinstance(opened, Opened):
        return not_for_viewer(request, opened)
    context = {**opened.frame(), **context_of(opened, at, request.GET.get("page", ""))}
    return render(request, "rollcall/closed.html", context)


def context_of(opened: Opened, at: datetime, asked_page: str) -> dict[str, Any]:
    """What the page shows."""
    seen, fields = opened.seen, fields_at(opened.seen, at)
    here = reverse("rollcall_closed", args=[opened.post.uid])
    number = page_number(asked_page, len(seen.rows), A_PAGE)
    columns = columns_of(opened.post, fields)
    rows = seen.rows[(number - 1) * A_PAGE : number * A_PAGE]
    address = settings.PUBLIC_URL + here
    return {
        "at": at,
        "reopened": not seen.rollcall.is_closed,
        "sentence": sentence(seen),
        "charts": charts_html(figures_of(fields, seen.rows, seen.asked), whole=True),
        "headings": [column.heading for column in columns],
        # Every part of a row is escaped.
        "rows": mark_safe(rows_html(rows_to_cite(seen, rows), columns)),
        "page": pager(here, {}, number, len(seen.rows), A_PAGE),
        "address": address,
        "cite": cite_line(opened, at, address),
        "day": timezone.localdate(at),
    }


def fields_at(seen: Seen, at: datetime) -> Sequence[Asked]:
    """The fields that were asked at that moment: those that were put away later too."""
    gone = set(seen.rollcall.fields.filter(archived_at__lte=at).values_list("name", flat=True))
    return [one for one in seen.sheet.fields if one.name not in gone]


def cite_line(opened: Opened, at: datetime, address: str) -> str:
    """How to name it in a text of one's own."""
    said = ngettext(
        "%(asker)s: %(title)s. Answers of %(n)s organisation, closed on %(day)s. Intercity, %(address)s",
        "%(asker)s: %(title)s. Answers of %(n)s organisations, closed on %(day)s. Intercity, %(address)s",
        opened.seen.answered,
    )
    return said % {
        "asker": opened.post.organisation.name, "title": opened.post.title, "n": opened.seen.answered,
        "day": day_text(timezone.localdate(at)), "address": address,
    }  # fmt: skip
