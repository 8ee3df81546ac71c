"""The columns of a table of answers on the page: what heads them and what stands in them, as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.figures import AMOUNTS
from intercity.kinds.rollcall.filters import PER_HEAD_TYPES
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.sheet import Row
from intercity.kinds.rollcall.values.showing import show_value
from intercity.kinds.rollcall.values.types import Amount, Asked, Words
from intercity.kinds.rollcall.wording import number_text, per_head_unit, time_html
from intercity.places.names import country_name
from intercity.posts.models import Post
from intercity.posts.templatetags.posts import reachable

NOTHING = "–"
WEB = ("https://", "http://")


@dataclass(frozen=True)
class Column:
    """One column; `html` gives what stands in a cell, escaped."""

    name: str
    heading: str
    html: Callable[[Row], str]
    number: bool = False
    sorts: bool = True


def columns_of(post: Post, fields: Sequence[Asked], *, per_head: bool = False) -> list[Column]:
    """The columns of the answers to a roll call, in the active language."""
    first = fields[0].name if fields else ""
    return [
        Column("city", _("City"), city_html),
        Column("country", _("Country"), country_html),
        Column("people", _("People"), people_html, number=True),
        *(
            Column(
                one.name, heading_of(one, per_head=per_head),
                partial(answer_html, one, per_head=per_head, first=one.name == first), number=one.type in AMOUNTS,
            )
            for one in fields
        ),
        Column("comment", _("Comment"), comment_html, sorts=False),
        Column("newest", _("Answered"), partial(answered_html, post)),
    ]  # fmt: skip


def heading_of(asked: Asked, *, per_head: bool = False) -> str:
    """The question with what its numbers count."""
    unit = asked.unit if asked.type is FieldType.NUMBER else ""
    if per_head and asked.type in PER_HEAD_TYPES:
        unit = per_head_unit(unit)
    return f"{asked.label} ({unit})" if unit else asked.label


def city_html(row: Row) -> str:
    """The name, leading to the profile."""
    return f'<a href="{reverse("organisation", args=[row.city.slug])}">{escape(row.city.name)}</a>'


def country_html(row: Row) -> str:
    """The country in the reader's language."""
    return escape(country_name(row.city.country, get_language() or "en")) if row.city.country else ""


def people_html(row: Row) -> str:
    """The population, where it is known."""
    return number_text(row.city.population) if row.city.population else NOTHING


def answer_html(asked: Asked, row: Row, *, per_head: bool, first: bool) -> str:
    """What was answered; in the first field also that somebody cannot."""
    value = row.values.get(asked.name)
    if value is None:
        if row.no_capacity:
            return f'<span class="past">{escape(_("No capacity to answer"))}</span>' if first else ""
        return NOTHING if per_head and asked.type in PER_HEAD_TYPES and not row.city.population else ""
    text = escape(shown(asked, value) if isinstance(value, Amount) else show_value(asked, value))
    return f'<span class="words">{text}</span>' if isinstance(value, Words) else text


def shown(asked: Asked, amount: Amount) -> str:
    """A number; its unit is said where the head of the column does not."""
    if asked.type is FieldType.NUMBER and amount.unit == asked.unit:
        amount = Amount(amount.value, "", amount.about)
    return show_value(asked, amount)


def comment_html(row: Row) -> str:
    """Comment, source and whom to call."""
    parts: list[str] = [escape(row.comment)] if row.comment else []
    if row.source.startswith(WEB):
        parts.append(f'<a href="{escape(row.source)}" rel="nofollow noopener">{escape(_("Source"))}</a>')
    if row.contact:
        parts.append(f'<span class="soft">{reachable(row.contact)}</span>')
    return "<br>".join(parts)


def answered_html(post: Post, row: Row) -> str:
    """When, leading to its versions; whether it was late, or entered for them."""
    link = reverse("rollcall_versions", args=[post.uid, row.city.slug])
    marks = [_("late")] if row.late else []
    marks += [_("entered by the coordinator")] if row.entered else []
    said = "".join(f' <span class="past">{escape(mark)}</span>' for mark in marks)
    return f'<a href="{link}">{time_html(row.at)}</a>{said}'


def rows_html(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    """The `<tr>` of each row. Written here, not in a template: a page has a thousand cells."""
    return "\n".join(row_html(row, columns) for row in rows)


def row_html(row: Row, columns: Sequence[Column]) -> str:
    """One row, with what filters of open pages ask of it."""
    head, *others = columns
    cells = "".join(f'<td class="{class_of(one)}">{one.html(row)}</td>' for one in others)
    return f'{row_begin(row)}><th scope="row" class="{head.name}">{head.html(row)}</th>{cells}</tr>'


def row_begin(row: Row) -> str:
    """How the row of a city begins: by this it is found in a kept table."""
    return f'<tr data-org="{row.city.uid}"'


def class_of(column: Column) -> str:
    """By which the style sheet finds its cells."""
    return f"{column.name} n" if column.number else column.name
