"""The files themselves: CSV, XLSX and JSON of the same rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from intercity.kinds.rollcall.charts import charts_of
from intercity.kinds.rollcall.exports.digits import marked
from intercity.kinds.rollcall.exports.fields import FileColumn, file_columns
from intercity.kinds.rollcall.figures import Figures, Tally
from intercity.kinds.rollcall.filters import HEADS, AnswerWish
from intercity.kinds.rollcall.seeing import Seen
from intercity.kinds.rollcall.sheet import City, Row
from intercity.kinds.rollcall.values.types import stored
from intercity.kinds.rollcall.visibility import answers_label
from intercity.posts.table.cells import Value
from intercity.posts.table.delimited import write_lines
from intercity.posts.table.workbook import CellMaker
from intercity.spaces.models import Label


@dataclass(frozen=True)
class AnswersFile:
    """The rows that an address asks for, as a viewer sees them, on their way into a file."""

    seen: Seen
    wish: AnswerWish

    @cached_property
    def rows(self) -> list[Row]:
        """All of them, of all pages."""
        return self.wish.rows(self.seen)

    @cached_property
    def figures(self) -> Figures:
        """What they come to."""
        return self.wish.figures(self.seen, self.rows)

    @cached_property
    def columns(self) -> list[FileColumn]:
        """What a file has of each row."""
        return file_columns(self.seen.sheet.open_fields, self.rows, per_head=self.wish.per_head)

    @property
    def missing(self) -> Sequence[City]:
        """Who has not answered, of those that the filters leave; nobody outside the space."""
        return () if self.wish.answer else [city for city in self.seen.missing if self.wish.takes_city(city)]

    @property
    def label(self) -> Label:
        """Under which the file may be handed on."""
        return answers_label(self.seen.post)

    @property
    def address(self) -> str:
        """Where the same stands on a page."""
        return f"{settings.PUBLIC_URL}{reverse('rollcall_answers', args=[self.seen.post.uid])}{self.wish.query()}"

    @property
    def is_exercise(self) -> bool:
        """Whether all of it is invented."""
        return self.seen.post.space.is_exercise

    def name(self, ending: str) -> str:
        """The file's name: which roll call, which day, under which label."""
        parts = [*(["exercise"] if self.is_exercise else []), "answers", self.seen.post.uid]
        return f"{'-'.join([*parts, timezone.localdate().isoformat(), f'tlp-{self.label.value}'])}.{ending}"


def cells_of(file: AnswersFile) -> list[list[Value]]:
    """The cells of all rows."""
    return [[column.value(row) for column in file.columns] for row in file.rows]


def write_csv(file: AnswersFile, out: IO[bytes], separator: str) -> None:
    """The rows below one line of headings."""
    write_lines([column.heading for column in file.columns], map(marked, cells_of(file)), out, separator)


def write_xlsx(file: AnswersFile, out: IO[bytes]) -> None:
    """Sheets of answers, of figures, of who has not answered (inside the space), and of where it comes from."""
    book = Workbook(write_only=True)
    widths = [column.width for column in file.columns]
    write_sheet(book, _("Answers"), [column.heading for column in file.columns], cells_of(file), widths)
    write_sheet(book, _("Figures"), [_("Question"), _("Figure"), _("Value"), _("Share")], figure_rows(file), [40, 30])
    if file.missing:
        cities = [[city.name, city.country, city.population or ""] for city in file.missing]
        write_sheet(book, _("Not answered"), [_("City"), _("Country"), _("People")], cities, [24])
    write_sheet(book, _("About"), [_("What"), ""], about_rows(file), [24, 80])
    book.save(out)


def write_sheet(
    book: Workbook, title: str, headings: Sequence[str], rows: Sequence[Sequence[Value]], widths: Sequence[int]
) -> None:
    """One sheet, its heading held in place and filtered."""
    page: Any = book.create_sheet(title)
    cells = CellMaker(page)
    page.freeze_panes = "B2"
    for number, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([cells.heading(heading) for heading in headings])
    for row in rows:
        page.append([cells.make(value) for value in row])
    page.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"


def figure_rows(file: AnswersFile) -> list[list[Value]]:
    """What the charts and their tables say."""
    figures = file.figures
    rows: list[list[Value]] = [["", _("Answers"), figures.answered]]
    rows += [["", _("Asked"), figures.asked], ["", _("Not answered"), figures.missing or 0]] if figures.asked else []
    rows += [[chart.title, *line] for chart in charts_of(figures) for line in chart.figures]
    if figures.left_out:
        rows.append(["", _("Left out: nobody knows how many people live there"), figures.left_out])
    return rows


def about_rows(file: AnswersFile) -> list[list[Value]]:
    """Where this comes from, when, and who may see it."""
    post, label = file.seen.post, file.label
    notes = [_("Exercise: everything in it is invented.")] if file.is_exercise else []
    notes += [_("Numbers are per 100,000 people.")] if file.wish.per_head else []
    rows: list[list[Value]] = [
        [_("Question"), post.title],
        [_("Asked by"), post.organisation.name],
        [_("Address"), file.address],
        [_("Made"), timezone.now()],
        [_("Rows"), len(file.rows)],
        [_("Who may see it"), f"{label.label} ({label.tlp})"],
    ]
    return rows + [[_("Note"), note] for note in notes]


def as_json(file: AnswersFile) -> str:
    """The same for programs: ids of options beside their labels, numbers as written, days in ISO 8601."""
    post, fields = file.seen.post, file.seen.sheet.open_fields
    figures = file.figures
    data = {
        "question": post.title, "address": file.address, "label": file.label.value, "exercise": file.is_exercise,
        "made": timezone.now().isoformat(timespec="seconds"), "deadline": file.seen.rollcall.deadline.isoformat(),
        "per": HEADS if file.wish.per_head else None,
        "asked": figures.asked, "answered": figures.answered, "not_answered": figures.missing,
        "no_capacity": figures.no_capacity, "left_out": figures.left_out,
        "fields": [
            {"name": one.name, "type": one.type.value, "question": one.label, "unit": one.unit,
             "options": {option.id: str(option.label) for option in one.options}, **totals(figures.tallies[one.name])}
            for one in fields
        ],
        "answers": [row_data(row) for row in file.rows],
        "missing": [city_data(city) for city in file.missing],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1)


def totals(tally: Tally) -> dict[str, Any]:
    """What the rows come to in one field."""
    spreads = [
        {"unit": one.unit, "count": one.count, "about": one.about, "total": text(one.total),
         "median": text(one.median), "quartiles": [text(part) for part in one.quartiles],
         "least": text(one.least), "most": text(one.most)}
        for one in tally.spreads
    ]  # fmt: skip
    days = {day.isoformat(): count for day, count in sorted(tally.days.items())}
    return {"answered": tally.answered, "counts": dict(tally.options), "numbers": spreads, "days": days}


def text(value: Any) -> str | None:
    """A number as it is written, without the rounding of a float."""
    return None if value is None else f"{value:f}"


def row_data(row: Row) -> dict[str, Any]:
    """One answer."""
    return {
        **city_data(row.city), "no_capacity": row.no_capacity,
        "values": {name: stored(value) for name, value in row.values.items()},
        "comment": row.comment, "source": row.source, "contact": row.contact, "answered": row.at.isoformat(),
        "late": row.late, "entered_by_coordinator": row.entered, "version": row.version,
    }  # fmt: skip


def city_data(city: City) -> dict[str, Any]:
    """Who it is."""
    return {
        "city": city.name, "slug": city.slug, "country": city.country, "level": city.level, "people": city.population,
    }  # fmt: skip
