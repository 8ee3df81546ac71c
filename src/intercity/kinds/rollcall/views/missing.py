"""Who has not answered."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.kinds.rollcall.exports.silent import silent_name, write_silent
from intercity.kinds.rollcall.sheet import City
from intercity.kinds.rollcall.views.files import separator_in
from intercity.kinds.rollcall.views.opened import Opened, not_for_viewer, open_answers, page_number, pager
from intercity.organisations.models import Organisation
from intercity.organisations.request import Request

PAGE_ROWS: Final = 100


@require_safe
def missing(request: Request, uid: str) -> HttpResponse:
    """Their names and offices to call, for people of the space; for others, how many they are."""
    opened = open_answers(request.viewer, uid)
    if not isinstance(opened, Opened):
        return not_for_viewer(request, opened)
    seen = opened.seen
    number = page_number(request.GET.get("page", ""), len(seen.missing), PAGE_ROWS)
    cities = seen.missing[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    context = {
        **opened.frame(), "tab": "missing", "sight": seen.sight, "missing": seen.missing_count,
        "organisations": in_this_order(cities),
        "page": pager(reverse("rollcall_missing", args=[uid]), {}, number, len(seen.missing), PAGE_ROWS),
    }  # fmt: skip
    return render(request, "rollcall/answers_missing.html", context)


@require_safe
def missing_csv(request: Request, uid: str) -> HttpResponse:
    """All of them, for people of the space only; `separator` as in `separator_in`."""
    opened = open_answers(request.viewer, uid)
    if not isinstance(opened, Opened):
        return not_for_viewer(request, opened)
    if not opened.seen.sight.missing:
        raise PermissionDenied(_("Their names are for members of this space."))
    out = BytesIO()
    write_silent(in_this_order(opened.seen.missing), out, separator_in(request))
    headers = {"Content-Disposition": f'attachment; filename="{silent_name(opened.post)}"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def in_this_order(cities: Sequence[City]) -> list[Organisation]:
    """The organisations of these rows with their places."""
    rows = Organisation.objects.select_related("place").in_bulk([city.pk for city in cities])
    return [rows[city.pk] for city in cities if city.pk in rows]
