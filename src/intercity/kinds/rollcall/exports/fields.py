"""The columns of a file of answers: plain values, numbers as numbers, days as days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.columns import heading_of
from intercity.kinds.rollcall.figures import AMOUNTS
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.sheet import Row
from intercity.kinds.rollcall.values.showing import show_value
from intercity.kinds.rollcall.values.types import Amount, Asked, Day
from intercity.organisations.models import Level
from intercity.places.names import country_name
from intercity.posts.table.cells import Value


@dataclass(frozen=True)
class FileColumn:
    """One column of a file; `width` is in characters of a spreadsheet."""

    heading: str
    value: Callable[[Row], Value]
    width: int = 16


def file_columns(fields: Sequence[Asked], rows: Sequence[Row], *, per_head: bool = False) -> list[FileColumn]:
    """The columns in the active language. Units, and which numbers are approximate, get columns where they differ."""
    asked = [column for one in fields for column in columns_for(one, rows, per_head=per_head)]
    return [
        FileColumn(_("City"), lambda row: row.city.name, 24),
        FileColumn(_("Country"), country),
        FileColumn(_("Level"), lambda row: str(Level(row.city.level).label)),
        FileColumn(_("People"), lambda row: row.city.population or "", 12),
        *asked,
        FileColumn(_("No capacity to answer"), lambda row: _("yes") if row.no_capacity else ""),
        FileColumn(_("Comment"), lambda row: row.comment, 40),
        FileColumn(_("Source"), lambda row: row.source, 30),
        FileColumn(_("Who to call"), lambda row: row.contact, 30),
        FileColumn(_("Answered"), lambda row: row.at),
        FileColumn(_("Late"), lambda row: _("yes") if row.late else ""),
        FileColumn(_("Entered by the coordinator"), lambda row: _("yes") if row.entered else ""),
    ]


def columns_for(asked: Asked, rows: Sequence[Row], *, per_head: bool) -> list[FileColumn]:
    """The columns of one field."""
    if asked.type not in AMOUNTS:
        return [FileColumn(asked.label, partial(said, asked), 24)]
    amounts = list(amounts_in(asked, rows))
    heading = heading_of(asked, per_head=per_head)
    if asked.type is FieldType.PERCENT:
        heading = f"{heading} (%)"
    columns = [FileColumn(heading, partial(number, asked))]
    if asked.type is FieldType.MONEY or any(one.unit not in (asked.unit, "%") for one in amounts):
        named = _("%(question)s: currency") if asked.type is FieldType.MONEY else _("%(question)s: unit")
        columns.append(FileColumn(named % {"question": asked.label}, partial(unit, asked), 10))
    if any(one.about for one in amounts):
        columns.append(
            FileColumn(_("%(question)s: approximate") % {"question": asked.label}, partial(about, asked), 10)
        )
    return columns


def amounts_in(asked: Asked, rows: Iterable[Row]) -> Iterable[Amount]:
    """The numbers that were given to one field."""
    return (one for row in rows if isinstance(one := row.values.get(asked.name), Amount))


def country(row: Row) -> Value:
    """The country in the reader's language."""
    return country_name(row.city.country, get_language() or "en") if row.city.country else ""


def said(asked: Asked, row: Row) -> Value:
    """What was answered: a day as a day, everything else as it is read."""
    value = row.values.get(asked.name)
    if value is None:
        return ""
    return value.day if isinstance(value, Day) else show_value(asked, value)


def number(asked: Asked, row: Row) -> Value:
    """The number alone."""
    value = row.values.get(asked.name)
    return value.value if isinstance(value, Amount) else ""


def unit(asked: Asked, row: Row) -> Value:
    """Its unit or currency."""
    value = row.values.get(asked.name)
    return value.unit if isinstance(value, Amount) else ""


def about(asked: Asked, row: Row) -> Value:
    """Whether the city itself called it approximate."""
    value = row.values.get(asked.name)
    return _("yes") if isinstance(value, Amount) and value.about else ""
