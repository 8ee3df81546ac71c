"""The answers as CSV, XLSX and JSON: of exactly what the table with the same parameters shows, all pages of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from threading import BoundedSemaphore
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.kinds.rollcall.exports.writing import AnswersFile, as_json, write_csv, write_xlsx
from intercity.kinds.rollcall.filters import read_answer_wish
from intercity.kinds.rollcall.views.answers import menus_for
from intercity.kinds.rollcall.views.opened import Opened, not_for_viewer, open_answers
from intercity.organisations.request import Request
from intercity.posts.table.delimited import SEPARATORS, usual_separator

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONG: Final = 1000
# As with the table of a space: a long file never takes both threads of a process.
long_files = BoundedSemaphore(1)

Make = Callable[[AnswersFile], bytes]


@require_safe
@public_page
def answers_csv(request: Request, uid: str) -> HttpResponse:
    """`separator` as in `separator_in`."""
    separator = separator_in(request)

    def make(file: AnswersFile) -> bytes:
        out = BytesIO()
        write_csv(file, out, separator)
        return out.getvalue()

    return send(request, uid, "csv", "text/csv; charset=utf-8", make)


@require_safe
def answers_xlsx(request: Request, uid: str) -> HttpResponse:
    """A workbook: answers, figures, who has not answered, where it comes from."""

    def make(file: AnswersFile) -> bytes:
        out = BytesIO()
        write_xlsx(file, out)
        return out.getvalue()

    return send(request, uid, "xlsx", XLSX, make)


@require_safe
@public_page
def answers_json(request: Request, uid: str) -> HttpResponse:
    """For programs."""
    return send(request, uid, "json", "application/json", lambda file: as_json(file).encode())


def send(request: Request, uid: str, ending: str, mime: str, make: Make) -> HttpResponse:
    """The file that the address asks for; 403 where the answers are not for the viewer, 503 while another long one is
    made.
    """
    opened = open_answers(request.viewer, uid)
    if not isinstance(opened, Opened):
        return not_for_viewer(request, opened)
    seen = opened.seen
    file = AnswersFile(seen, read_answer_wish(request.GET, menus_for(opened), seen.sheet.open_fields))
    is_long = seen.answered > LONG
    if is_long and not long_files.acquire(blocking=False):
        return busy(request)
    try:
        headers = {"Content-Disposition": f'attachment; filename="{file.name(ending)}"'}
        return HttpResponse(make(file), content_type=mime, headers=headers)
    finally:
        if is_long:
            long_files.release()


def separator_in(request: Request) -> str:
    """The separator that an address asks for: comma, semicolon or tab; else what the page's language uses."""
    asked = request.GET.get("separator", "")
    return asked if asked in SEPARATORS else usual_separator(get_language() or "en")


def busy(request: Request) -> HttpResponse:
    """The page for whoever comes second."""
    response = render(request, "posts/table_busy.html", {"section": "spaces"}, status=503)
    response.headers["Retry-After"] = "30"
    return response
