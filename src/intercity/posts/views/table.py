"""The posts of a space as a table, and the same table as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO

from django.conf import settings
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.filters import Facet, facets_for
from intercity.posts.helplines import helplines_on_list
from intercity.posts.opening import open_list, tags_of
from intercity.posts.parts import Audience, this_minute
from intercity.posts.table.asking import Asked, read_asked
from intercity.posts.table.columns import COLUMNS, Column
from intercity.posts.table.delimited import SEPARATORS, usual_separator, write_csv
from intercity.posts.table.html import rows_html
from intercity.posts.table.pages import PIECE_ROWS, all_rows, table_page
from intercity.posts.table.workbook import write_xlsx
from intercity.posts.table.writing import MOST_ROWS, Sheet
from intercity.posts.views.stream import standing_in
from intercity.spaces.models import Space
from intercity.spaces.queries import get_space_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SMALL = 256 * 1024
# A long table takes a thread for seconds: never both of a process at once, or nobody could read pages meanwhile.
long_tables = BoundedSemaphore(1)

Writer = Callable[[Sheet, IO[bytes]], None]


@dataclass(frozen=True)
class Heading:
    """The head of a column; `query` is what a click asks for, `sorted` is "", "ascending" or "descending"."""

    column: Column
    query: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class ShownRows:
    """Rows as HTML, the numbers of the first and last of them, and the places of the neighbouring pages."""

    html: SafeString
    first: int
    last: int
    before: str
    after: str


@require_safe
@public_page
def space_table(request: Request, slug: str) -> HttpResponse:
    """One page of the table, narrowed, ordered and with the columns that the address says."""
    viewer = request.viewer
    audience, space, facets = open_list(viewer, slug)
    asked = read_asked(request.GET, facets)
    if len(request.GET.getlist("columns")) > 1:
        # The form sends a parameter for each column; the address has them in one.
        return redirect(reverse("space_table", args=[slug]) + asked.query())
    shown = shown_rows(viewer, audience, space, asked)
    context = {
        "section": "spaces",
        "tab": "table",
        "space": space,
        "filters": filters(audience, space, facets, asked),
        "wish": asked.wish,
        "helplines": helplines_on_list(audience, asked.wish),
        "carried": asked.own_pairs(),
        "here": reverse("space_table", args=[slug]),
        "page": shown,
        "first_page": asked.place is None,
        "known": audience.since,
        "may_coordinate": standing_in(viewer, space, audience.since).may_coordinate,
        **asking_context(asked, shown.before, shown.after),
        "canonical": canonical(space, asked),
    }
    return render(request, "posts/table.html", context)


def shown_rows(viewer: Viewer, audience: Audience, space: Space, asked: Asked) -> ShownRows:
    """The rows of a page, ready to be shown: the same for everyone who sees the same posts, so they are kept."""

    def make() -> ShownRows:
        rows = asked.rows(viewer, space)
        page = table_page(rows, asked.order(rows), asked.place, back=asked.back, columns=asked.columns)
        return ShownRows(rows_html(page.rows, asked.columns), page.first, page.last, page.before, page.after)

    clock = this_minute() if any(one.param == "period" for one in asked.wish.chosen) else 0
    name = ("table", space.pk, asked.query(), str(asked.place), asked.back, clock)
    return audience.find(name, tags_of(space), make, lambda shown: 2 * len(shown.html))


def filters(audience: Audience, space: Space, facets: Sequence[Facet], asked: Asked) -> str:
    """The filters above the table; what is chosen here stays when another is."""
    own = tuple(asked.own_pairs())

    def context() -> dict[str, object]:
        chosen = {one.param: one.value for one in asked.wish.chosen}
        return {"space": space, "facets": facets, "wish": asked.wish, "request": {"GET": chosen}, "carried": own}

    return audience.render("posts/_filters.html", ("table", space.pk, asked.wish.query, own), tags_of(space), context)


def asking_context(asked: Asked, before: str, after: str) -> dict[str, object]:
    """What the page says about the question itself: headings, columns to choose, files, neighbouring pages."""
    shown = {column.name for column in asked.columns}
    separator = usual_separator(get_language() or "en")
    return {
        "headings": [make_heading(column, asked) for column in asked.columns],
        "columns": [(column, column.name in shown) for column in COLUMNS],
        "kept": [pair for pair in asked.pairs() if pair[0] != "columns"],
        "unknown": asked.unknown,
        "query": asked.query(),
        "files": [(name, asked.query(("separator", name)), name == separator) for name in SEPARATORS],
        "most_rows": MOST_ROWS,
        "previous": asked.query(("before", before)) if before else "",
        "next": asked.query(("after", after)) if after else "",
    }


def make_heading(column: Column, asked: Asked) -> Heading:
    """The head of one column; a link where the table can be ordered by it."""
    if not column.sort:
        return Heading(column)
    direction = "descending" if asked.down else "ascending"
    return Heading(column, asked.query(sort=asked.turned(column.sort)), direction if asked.by == column.sort else "")


def canonical(space: Space, asked: Asked) -> str:
    """The one address under which search engines should know this table."""
    return settings.PUBLIC_URL + reverse("space_table", args=[space.slug]) + asked.filters


@require_safe
@public_page
def table_csv(request: Request, slug: str) -> HttpResponseBase:
    """All pages of the table as CSV. `separator` is comma, semicolon or tab; else what the page's language uses."""
    separator = request.GET.get("separator", "")
    if separator not in SEPARATORS:
        separator = usual_separator(get_language() or "en")
    return send(request, slug, "csv", "text/csv; charset=utf-8", lambda sheet, out: write_csv(sheet, out, separator))


@require_safe
def table_xlsx(request: Request, slug: str) -> HttpResponseBase:
    """All pages of the table as a workbook."""
    return send(request, slug, "xlsx", XLSX, write_xlsx)


def send(request: Request, slug: str, ending: str, mime: str, write: Writer) -> HttpResponseBase:
    """The table as a file, exactly as the address asks for it; 503 while another long one is being made."""
    viewer, space = request.viewer, get_space_for(request.viewer, slug)
    asked = read_asked(request.GET, facets_for(viewer, space))
    rows = asked.rows(viewer, space)
    found = all_rows(rows, asked.order(rows), 0 if request.method == "HEAD" else MOST_ROWS + 1, asked.columns)
    begin = list(islice(found, PIECE_ROWS))
    sheet = Sheet(space, asked.columns, chain(begin, found), canonical(space, asked), MOST_ROWS)
    is_long = len(begin) == PIECE_ROWS
    if is_long and not long_tables.acquire(blocking=False):
        return busy(request)
    try:
        return write_file(sheet, write, ending, mime)
    finally:
        if is_long:
            long_tables.release()


def busy(request: Request) -> HttpResponse:
    """The page for whoever comes second."""
    response = render(request, "posts/table_busy.html", {"section": "spaces"}, status=503)
    response.headers["Retry-After"] = "30"
    return response


def write_file(sheet: Sheet, write: Writer, ending: str, mime: str) -> HttpResponseBase:
    """Write the sheet to the disk when it grows, and answer with it."""
    # Closed by the response that reads it.
    out = SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115
    write(sheet, out)
    size = out.tell()
    out.seek(0)
    name = sheet.name(ending)
    if size > SMALL:
        return FileResponse(out, as_attachment=True, filename=name, content_type=mime)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.read(), content_type=mime, headers=headers)
