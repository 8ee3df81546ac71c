"""One page of the table of answers, with the totals over all pages of what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.kinds.rollcall.charts import chart_svg, charts_of
from intercity.kinds.rollcall.columns import Column, columns_of, rows_html
from intercity.kinds.rollcall.figures import CHOICES, Figures, Spread, Tally
from intercity.kinds.rollcall.filters import PAGE_ROWS, AnswerWish
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.wording import amount_text, day_text, number_text

# So many charts stand open.
SHOWN = 2


@dataclass(frozen=True)
class Heading:
    """The head of a column; `query` is what a click asks for, `sorted` is "", "ascending" or "descending"."""

    name: str
    text: str
    number: bool
    query: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Foot:
    """What stands under a column: lines, all about the rows of all pages."""

    name: str
    lines: Sequence[str]
    number: bool


@dataclass(frozen=True)
class AnswersPage:
    """Rows as HTML with what stands around them. `first` and `last` are the numbers of the rows among `count`."""

    html: SafeString
    headings: Sequence[Heading]
    foot: Sequence[Foot]
    charts: SafeString
    first: int
    last: int
    count: int
    page: int
    left_out: int

    @property
    def said(self) -> str:
        """How many answers there are on all pages."""
        return answers_said(self.count)

    @property
    def has_more(self) -> bool:
        """Whether there is a page after it."""
        return self.last < self.count

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return 2 * (len(self.html) + len(self.charts)) + 4096


def answers_page(seen: Seen, wish: AnswerWish, figures: Figures | None = None, most: int = PAGE_ROWS) -> AnswersPage:
    """The page of `most` rows that `wish` asks for, the last one where there are fewer. `figures` where they are
    counted already.
    """
    rows = wish.rows(seen)
    counted = figures if figures is not None else wish.figures(seen, rows)
    columns = columns_of(seen.post, seen.sheet.open_fields, per_head=wish.per_head)
    page = min(wish.page, max(1, -(-len(rows) // most)))
    first = (page - 1) * most
    some = rows[first : first + most]
    return AnswersPage(
        # Every part of a row is escaped.
        mark_safe(rows_html(some, columns)),
        [heading(column, wish) for column in columns], [foot(column, counted) for column in columns],
        charts_html(counted), first + 1 if some else 0, first + len(some), len(rows), page, counted.left_out,
    )  # fmt: skip


def charts_html(figures: Figures, *, whole: bool = False) -> SafeString:
    """The charts of all fields, each with the table of its figures. After the first few they are folded, and so are
    the tables, but on pages to be printed or cited (`whole`).
    """
    charts = [(chart, chart_svg(chart) if chart.marks else "") for chart in charts_of(figures)]
    shown = len(charts) if whole else SHOWN
    context = {"charts": charts[:shown], "folded": charts[shown:], "whole": whole}
    return render_to_string("rollcall/_charts.html", context)


def heading(column: Column, wish: AnswerWish) -> Heading:
    """The head of a column with the query that orders by it, or turns the order around."""
    if not column.sorts:
        return Heading(column.name, column.heading, column.number)
    down = wish.sort == f"-{column.name}" or (column.name == "newest" and not wish.sort)
    is_sorted = down or wish.sort == column.name
    turned = "" if column.name == "newest" else f"-{column.name}"
    sort = turned if is_sorted and not down else column.name
    direction = ("descending" if down else "ascending") if is_sorted else ""
    return Heading(column.name, column.heading, column.number, wish.query(sort=sort), direction)


def foot(column: Column, figures: Figures) -> Foot:
    """What stands under a column."""
    tally = figures.tallies.get(column.name)
    if tally is not None:
        return Foot(column.name, totals(tally), column.number)
    return Foot(column.name, [answers_said(figures.answered)] if column.name == "city" else [], column.number)


def answers_said(count: int) -> str:
    """How many rows there are on all pages."""
    return ngettext("%(n)s answer", "%(n)s answers", count) % {"n": number_text(count)}


def totals(tally: Tally) -> list[str]:
    """What the rows of all pages come to in one field."""
    kind = tally.asked.type
    if kind in CHOICES:
        named = [(one.label, tally.options[one.id]) for one in tally.asked.options]
        return [f"{label}: {number_text(count)}" for label, count in named if count]
    if kind is FieldType.DATE and tally.days:
        first, last = min(tally.days), max(tally.days)
        return [f"{day_text(first)} – {day_text(last)}" if first != last else day_text(first)]
    return [line for spread in tally.spreads for line in spread_lines(spread)]


def spread_lines(spread: Spread) -> list[str]:
    """Sum and median of one unit or currency."""
    median = _("median %(n)s") % {"n": amount_text(spread.median, spread.unit)}
    if spread.total is None:
        return [median]
    return [_("together %(n)s") % {"n": amount_text(spread.total, spread.unit)}, median]
