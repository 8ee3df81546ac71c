"""Rows of the table as HTML. Written here, not in a template: a page has some five hundred cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from intercity.core.templatetags.intercity import number
from intercity.posts.table.cells import Cell, Row
from intercity.posts.table.columns import Column


def rows_html(rows: Iterable[Row], columns: Sequence[Column]) -> SafeString:
    """The `<tr>` of each row; its first cell heads it."""
    # Every part is escaped.
    return mark_safe("\n".join(row_html(row, columns) for row in rows))


def row_html(row: Row, columns: Sequence[Column]) -> str:
    """One row."""
    first, *others = columns
    cells = "".join(cell_html("td", column, column.cell(row)) for column in others)
    return f"<tr>{cell_html('th', first, first.cell(row))}{cells}</tr>"


def cell_html(tag: str, column: Column, cell: Cell) -> str:
    """One cell; the class is the column's name, so that the style sheet can set widths."""
    scope = ' scope="row"' if tag == "th" else ""
    name = f"{column.name} n" if column.number else column.name
    return f'<{tag}{scope} class="{name}">{inside(cell)}</{tag}>'


def inside(cell: Cell) -> str:
    """The value, with its link, language and tone."""
    text = written(cell.value)
    if cell.link:
        outside = ' rel="nofollow noopener"' if "://" in cell.link else ""
        return f'<a href="{escape(cell.link)}"{marks(cell)}{outside}>{text}</a>'
    return f"<span{marks(cell)}>{text}</span>" if cell.tone or cell.language else text


def marks(cell: Cell) -> str:
    """Class and language as attributes."""
    tone = f' class="{escape(cell.tone)}"' if cell.tone else ""
    return f'{tone} lang="{escape(cell.language)}"' if cell.language else tone


def written(value: str | int | date | datetime) -> str:
    """A value as the reader's language writes it. Days stay days: a column of them is read by comparing."""
    if isinstance(value, datetime):
        return clock(timezone.localtime(value))
    if isinstance(value, date):
        return calendar(value, value.isoformat())
    return number(value) if isinstance(value, int) else escape(value)


def clock(at: datetime) -> str:
    """The day of a moment; the exact time on hover."""
    return calendar(at.date(), at.isoformat(timespec="seconds"), at.strftime("%H:%M"))


@lru_cache(maxsize=4096)
def day_text(on: date, language: str) -> str:
    """A day written out; kept, for a page has the same few days again and again."""
    return str(format_date(on, "d MMM yyyy", locale=language))


def calendar(on: date, exact: str, hover: str = "") -> str:
    """A day written out in the reader's language."""
    text = day_text(on, get_language() or "en")
    title = format_html(' title="{}, {}"', text, hover) if hover else ""
    return f'<time datetime="{exact}"{title}>{escape(text)}</time>'
