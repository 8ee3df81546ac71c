"""Two to five technologies side by side, as page and as file."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.kinds.technology.comparing import LEAST, MOST, entries_for, rows_of
from intercity.kinds.technology.views.listing import Entry
from intercity.organisations.request import Request
from intercity.posts.table.delimited import usual_separator, write_lines
from intercity.spaces.models import Label


@require_safe
@public_page
def compare(request: Request) -> HttpResponse:
    """Side by side; where fewer than two can be seen it says what to do, with 422."""
    found = entries_for(request.viewer, request.GET.getlist("post"))
    entries, few = found[:MOST], len(found) < LEAST
    context = {
        "section": "spaces", "entries": entries, "few": few, "left_out": len(found) > MOST, "most": MOST,
        "rows": [] if few else rows_of(entries),
        "space": found[0].post.space if found else None,
        "query": urlencode([("post", entry.post.uid) for entry in entries]),
    }  # fmt: skip
    return render(request, "technology/compare.html", context, status=422 if few else 200)


@require_safe
@public_page
def compare_csv(request: Request) -> HttpResponse:
    """The same rows as CSV; 422 with nothing but the headings where nothing can be compared."""
    entries = entries_for(request.viewer, request.GET.getlist("post"))[:MOST]
    few, out = len(entries) < LEAST, BytesIO()
    lines = [] if few else [[str(row.heading), *(cell.text for cell in row.cells)] for row in rows_of(entries)]
    headings = [_("Field"), *([] if few else [f"{entry.post} ({entry.post.organisation.plate})" for entry in entries])]
    write_lines(headings, lines, out, usual_separator(get_language() or "en"))
    name = f"technologies-{timezone.localdate().isoformat()}-tlp-{strictest(entries)}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers, status=422 if few else 200
    )


def strictest(entries: Sequence[Entry]) -> str:
    """The label of the file as a whole: of the technologies and of all that their figures are made of."""
    labels = [entry.post.label for entry in entries]
    labels += [line.post.label for entry in entries for line in entry.told.lines]
    return max((Label(label) for label in labels), key=lambda label: label.rank, default=Label.CLEAR).value
