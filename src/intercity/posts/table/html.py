"""Rows of the table as HTML. Written here, not in a template: a page has some five hundred cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from intercity.core.days import day_words
from intercity.core.templatetags.intercity import number
from intercity.posts.table.cells import Row, Value
from intercity.posts.table.columns import Column


def rows_html(rows: Iterable[Row], columns: Sequence[Column]) -> SafeString:
    """The `<tr>` of each row; its first cell heads it."""
    # Every part is escaped.
    return mark_safe("\n".join(row_html(row, columns) for row in rows))


def row_html(row: Row, columns: Sequence[Column]) -> str:
    """One row."""
    first, *others = columns
    cells = "".join(cell_html("td", column, row) for column in others)
    return f"<tr>{cell_html('th', first, row)}{cells}</tr>"


def cell_html(tag: str, column: Column, row: Row) -> str:
    """One cell; the class is the column's name, so that the style sheet can set widths."""
    scope = ' scope="row"' if tag == "th" else ""
    name = f"{column.name} n" if column.number else column.name
    return f'<{tag}{scope} class="{name}">{inside(column, row)}</{tag}>'


def inside(column: Column, row: Row) -> str:
    """The value, with its link, language and tone."""
    text, link, marks = written(column.value(row)), column.link(row), marks_of(column, row)
    if link:
        outside = ' rel="nofollow noopener"' if "://" in link else ""
        return f'<a href="{escape(link)}"{marks}{outside}>{text}</a>'
    return f"<span{marks}>{text}</span>" if marks else text


def marks_of(column: Column, row: Row) -> str:
    """Class and language as attributes."""
    tone = column.tone(row)
    marks = f' class="{escape(tone)}"' if tone else ""
    return f'{marks} lang="{escape(row.post.language)}"' if column.own_words else marks


def written(value: Value) -> str:
    """A value as the reader's language writes it. Days stay days: a column of them is read by comparing."""
    if isinstance(value, datetime):
        return clock(timezone.localtime(value))
    if isinstance(value, date):
        return calendar(value, value.isoformat())
    return number(value) if isinstance(value, int | Decimal) else escape(value)


def clock(at: datetime) -> str:
    """The day of a moment; the exact time on hover."""
    return calendar(at.date(), at.isoformat(timespec="seconds"), at.strftime("%H:%M"))


@lru_cache(maxsize=4096)
def day_text(on: date, language: str) -> str:
    """A day written out; kept, for a page has the same few days again and again."""
    return day_words(on, language=language)


def calendar(on: date, exact: str, hover: str = "") -> str:
    """A day written out in the reader's language."""
    text = day_text(on, get_language() or "en")
    title = format_html(' title="{}, {}"', text, hover) if hover else ""
    return f'<time datetime="{exact}"{title}>{escape(text)}</time>'
