"""The empty form as a workbook: a row for each asked organisation, a column for each question, lists to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from intercity.kinds.rollcall.entering.columns import (
    CAPACITY,
    CITY,
    COMMENT,
    CONTACT,
    COUNTRY,
    HEADINGS,
    SOURCE,
    field_headings,
)
from intercity.kinds.rollcall.models import FieldType, RollCall
from intercity.kinds.rollcall.values.types import STANDING, Asked
from intercity.organisations.models import Organisation
from intercity.posts.table.workbook import CellMaker

WIDE, NARROW = 32, 16
CHOSEN: Final = (FieldType.STANDING, FieldType.ONE)
# How many more rows than organisations take part in the lists: people add some.
SPARE: Final = 20


def write_form(rollcall: RollCall, fields: Sequence[Asked], out: IO[bytes]) -> None:
    """Write the form to `out`. It says who is asked, and nothing of what anybody answered."""
    book = Workbook()
    page = Page(book.active)
    page.sheet.title = str(_("Answers"))
    organisations = list(Organisation.objects.filter(rollcalls__rollcall=rollcall).order_by("name", "pk"))
    headings = [HEADINGS[CITY], HEADINGS[COUNTRY], *field_headings(fields),
                *(HEADINGS[one] for one in (COMMENT, SOURCE, CONTACT, CAPACITY))]  # fmt: skip
    page.write_heading([str(one) for one in headings])
    for number, organisation in enumerate(organisations, 2):
        page.write(number, [organisation.name, organisation.country_label])
    add_lists(book, page, fields, len(organisations) + 1 + SPARE)
    add_notes(book, rollcall, fields)
    book.save(out)


class Page:
    """A sheet that is filled with texts."""

    def __init__(self, sheet: Any) -> None:
        self.sheet, self.cells = sheet, CellMaker(sheet)

    def write(self, row: int, texts: Sequence[str], first: int = 1) -> None:
        """Texts beside each other; they stay texts, whatever they begin with."""
        for column, text in enumerate(texts, first):
            made, cell = self.cells.text(text), self.sheet.cell(row, column)
            cell.value, cell.data_type, cell._style = made.value, "s", made._style

    def write_heading(self, texts: Sequence[str]) -> None:
        """The first row, in bold, which stays in sight."""
        self.write(1, texts)
        self.sheet.freeze_panes = "B2"
        for column in range(1, len(texts) + 1):
            self.sheet.cell(1, column)._style = self.cells.bold
            self.sheet.column_dimensions[get_column_letter(column)].width = WIDE if column != 2 else NARROW


def add_lists(book: Workbook, page: Page, fields: Sequence[Asked], last: int) -> None:
    """Let the spreadsheet offer the options: they stand on a sheet of their own, as long as they like."""
    options = Page(book.create_sheet(_("Options")))
    for number, texts in enumerate(option_texts(fields), 1):
        if not texts:
            continue
        for row, text in enumerate(texts, 1):
            options.write(row, [text], number)
        letter = get_column_letter(number)
        offered = DataValidation("list", formula1=f"'{options.sheet.title}'!${letter}$1:${letter}${len(texts)}")
        # What is not in the list can be written: it is asked back when the form comes home.
        offered.showErrorMessage, offered.allow_blank = False, True
        page.sheet.add_data_validation(offered)
        column = get_column_letter(number + 2)
        offered.add(f"{column}2:{column}{last}")


def option_texts(fields: Sequence[Asked]) -> Iterator[list[str]]:
    """What can be chosen in each column after the country, up to the last one."""
    for one in fields:
        yield [str(option.label) for option in one.options] if one.type in CHOSEN else []
    yield from ([], [], [])
    yield [str(STANDING[0][1])]


def add_notes(book: Workbook, rollcall: RollCall, fields: Sequence[Asked]) -> None:
    """The last sheet: what this is, where it goes, how each column is filled."""
    page = Page(book.create_sheet(_("About")))
    page.sheet.column_dimensions["A"].width, page.sheet.column_dimensions["B"].width = WIDE, 80
    post = rollcall.post
    notes = [
        (_("Question"), post.title),
        *([(_("Note"), _("Exercise: everything in it is invented."))] if post.space.is_exercise else []),
        (_("Address"), settings.PUBLIC_URL + post.get_absolute_url()),
        (_("Who may see it"), f"{post.label_mark.label} ({post.label_mark.tlp})"),
        (_("How"), _("One row for each city. Leave empty what you do not know; rows without an answer are left out.")),
        *((one.label, how_to_fill(one)) for one in fields),
        (str(HEADINGS[CAPACITY]), _("Write “yes” here, or leave it empty.")),
    ]
    for row, (term, said) in enumerate(notes, 1):
        page.write(row, [str(term), str(said)])


def how_to_fill(asked: Asked) -> str:
    """What the cells of a column should hold."""
    options = "; ".join(str(option.label) for option in asked.options)
    match asked.type:
        case FieldType.STANDING | FieldType.ONE:
            return _("One of: %(options)s.") % {"options": options}
        case FieldType.SEVERAL:
            return _("One or more of these, with a semicolon between them: %(options)s.") % {"options": options}
        case FieldType.NUMBER:
            return _("A number, in %(unit)s.") % {"unit": asked.unit} if asked.unit else _("A number.")
        case FieldType.MONEY:
            return _("An amount, with its currency unless it is %(unit)s.") % {"unit": asked.unit or "EUR"}
        case FieldType.PERCENT:
            return _("A percentage, such as 12.5.")
        case FieldType.DATE:
            return _("A day.")
        case _other:
            return _("A few words.")
