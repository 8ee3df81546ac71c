"""The pulse as a page and as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.pages.pulse import charts
from intercity.pages.pulse.dimensions import DIMENSIONS, Dimension, dimension_named
from intercity.pages.pulse.figures import Figures, Gap, gaps, ground_of, lately, rows_of
from intercity.pages.pulse.measures import MEASURES, Measure, hours, measure_named
from intercity.posts.parts import audience_for, this_minute
from intercity.posts.table.delimited import SEPARATORS, harmless, usual_separator
from intercity.spaces.desk import Scope, get_scope_for

# So many bars can still be compared; the table has all rows.
MOST_BARS = 20
GAPS = "gaps"


@dataclass(frozen=True)
class Pulse:
    """All figures of one page."""

    at: datetime
    is_exercise: bool
    new: Figures
    old: Figures
    rows: Sequence[Figures]
    gaps: Sequence[Gap]


def pulse_of(scope: Scope, by: Dimension) -> Pulse:
    """The figures, the same for everybody who sees the same posts and spaces; worked out once a minute."""
    audience = audience_for(scope.viewer)

    def make() -> Pulse:
        now, ground = timezone.now(), ground_of(scope)
        return Pulse(now, ground.is_exercise, *lately(ground, now), rows_of(ground, by, now), gaps(ground))

    name = ("pulse", scope.key, scope.chosen is not None, by.name, this_minute())
    return audience.find(name, ["space", "topic", "group", "organisation"], make, room_of)


def room_of(pulse: Pulse) -> int:
    """About how many bytes the figures take."""
    return 2000 + 400 * len(pulse.rows) + 200 * len(pulse.gaps)


@signed_in
@require_safe
def pulse(request: Request) -> HttpResponse:
    """Charts and tables of the network, or of the spaces that the viewer coordinates."""
    scope = get_scope_for(request.viewer, request.GET.get("space", ""))
    by, shown = dimension_named(request.GET.get("by", "")), measure_named(request.GET.get("show", ""))
    found = pulse_of(scope, by)
    context = {
        "section": "desk",
        "tab": "pulse",
        "scope": scope,
        "pulse": found,
        "kept": [("by", by.name)],
        "lately": [(measure.title, measure.text(found.new), measure.text(found.old)) for measure in MEASURES],
        "by": by,
        "dimensions": DIMENSIONS,
        "shown": shown,
        "measures": MEASURES,
        "has_rows": any(row.counts for row in found.rows),
        "charts": drawn(by, shown, found.rows),
        "rows": [(row.name, [measure.text(row) for measure in MEASURES]) for row in found.rows],
    }
    return render(request, "pages/pulse.html", context)


def drawn(by: Dimension, shown: Measure, rows: Sequence[Figures]) -> list[tuple[str, SafeString]]:
    """Time as one small chart for each measure; else one chart of the measure that was asked for, largest first."""
    if by.keeps_order:
        return [
            (title_of(one), charts.columns(f"chart-{one.name}", title_of(one), bars(one, rows))) for one in MEASURES
        ]
    most = sorted((bar for bar in bars(shown, rows) if bar.value is not None), key=lambda bar: -(bar.value or 0))
    return [(title_of(shown), charts.rows(f"of-{shown.name}", title_of(shown), most[:MOST_BARS]))] if most else []


def title_of(measure: Measure) -> str:
    """What a chart shows, with its unit."""
    units = {"median": _("in hours"), "share": _("per cent")}
    return f"{measure.title}, {units[measure.name]}" if measure.name in units else str(measure.title)


def bars(measure: Measure, rows: Sequence[Figures]) -> list[charts.Bar]:
    """What a chart draws of each row."""
    return [charts.Bar(row.name, measure.value(row), measure.text(row)) for row in rows]


@signed_in
@require_safe
def pulse_csv(request: Request) -> HttpResponse:
    """One table of the pulse as CSV: `by` names it, `gaps` is the list of gaps."""
    scope = get_scope_for(request.viewer, request.GET.get("space", ""))
    name = request.GET.get("by", "")
    by = dimension_named(name)
    found = pulse_of(scope, by)
    lines = gap_lines(found.gaps) if name == GAPS else figure_lines(by, found.rows)
    response = HttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="pulse-{GAPS if name == GAPS else by.name}.csv"'
    return response


def figure_lines(by: Dimension, rows: Sequence[Figures]) -> list[list[object]]:
    """The table in numbers."""
    head: list[object] = [
        by.title, _("Posts"), _("Active cities"), _("Questions"), _("Questions older than a day"),
        _("Of these answered within 24 hours"), _("Median hours to first answer"), _("Adoptions"),
    ]  # fmt: skip
    return [head, *(numbers_of(row) for row in rows)]


def numbers_of(row: Figures) -> list[object]:
    """One row in numbers."""
    return [row.name, row.posts, row.cities, row.questions, row.due, row.prompt, hours(row.median), row.adoptions]


def gap_lines(found: Sequence[Gap]) -> list[list[object]]:
    """Topics and groups about which nobody has posted."""
    sorts, said = {"topics": _("Topic"), "groups": _("For whom")}, {True: _("yes"), False: _("no")}
    head: list[object] = [_("Sort"), _("Name"), _("Collected by trackers")]
    lines: list[list[object]] = [[sorts[gap.sort], gap.name, said[gap.collected]] for gap in found]
    return [head, *lines]


def as_csv(lines: Sequence[Sequence[object]]) -> bytes:
    """Lines as spreadsheets in the reader's language open them; no text becomes a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATORS[usual_separator(get_language() or "en")], lineterminator="\r\n")
    for line in lines:
        writer.writerow([cell(value) for value in line])
    return out.getvalue().encode("utf-8-sig")


def cell(value: object) -> object:
    """A number as it is, nothing for None, everything else as a harmless text."""
    return value if isinstance(value, int | float) else harmless(str(value)) if value is not None else ""
