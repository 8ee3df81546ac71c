"""What one row of a coordinator's table says: understood, in doubt, or wrong with what to do. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.actions.answering import Reply
from intercity.kinds.rollcall.entering.columns import CAPACITY, COMMENT, CONTACT, SOURCE, Columns
from intercity.kinds.rollcall.entering.grid import EMPTY, Cell, GridRow
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.values.reading import Reading, read_value
from intercity.kinds.rollcall.values.types import STANDING, Asked, Choice, Option, Value

LONGEST_COMMENT: Final = 5000
LONGEST_SOURCE: Final = 500
LONGEST_CONTACT: Final = 200
LONGEST_CELL: Final = 1000
IS_ADDRESS: Final = URLValidator(schemes=["http", "https"])
# Numbers of a workbook have a decimal point, whatever language the page is in.
EXACT: Final = "en"


@dataclass
class Understood:
    """What a row says, with every doubt and every fault of it."""

    values: dict[str, Value] = field(default_factory=dict)
    no_capacity: bool = False
    comment: str = ""
    source: str = ""
    contact: str = ""
    doubts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether no question is answered."""
        return not self.values and not self.no_capacity

    def reply(self, archived: Mapping[str, Value]) -> Reply:
        """As an answer; what was answered to questions that are asked no more stays."""
        return Reply({**archived, **self.values}, self.no_capacity, self.comment, self.source, self.contact)


def says_nothing(row: GridRow, columns: Columns) -> bool:
    """Whether a row of the form was left empty: only its city stands in it."""
    told = (*columns.fields, *(columns.named(what) for what in (CAPACITY, COMMENT, SOURCE, CONTACT)))
    return not any(row.cells.get(name, EMPTY).text for name in told if name)


def understand(row: GridRow, columns: Columns, language: str) -> Understood:
    """Read a row; its city is found elsewhere."""
    found = Understood()
    if row.uneven:
        found.errors.append(_("This row does not have as many cells as the heading. Put it right in your table."))
        return found
    for name, asked in columns.fields.items():
        take_value(found, asked, row.cells.get(name, EMPTY), language)
    take_capacity(found, cell_at(row, columns, CAPACITY))
    take_comment(found, cell_at(row, columns, COMMENT))
    take_contact(found, cell_at(row, columns, CONTACT))
    take_source(found, cell_at(row, columns, SOURCE))
    if found.is_empty and not found.errors:
        found.errors.append(_("It answers none of the questions. Fill in at least one of them."))
    return found


def cell_at(row: GridRow, columns: Columns, what: str) -> Cell:
    """The cell of a column that a table need not have."""
    return row.cells.get(columns.named(what), EMPTY)


def take_value(found: Understood, asked: Asked, cell: Cell, language: str) -> None:
    """Read one answer."""
    if not cell.text:
        return
    reading = read_cell(asked, cell, language)
    if reading.value is None:
        said = reading.error or reading.doubt or _("This could not be understood.")
        found.errors.append(about(asked.label, cell.text, said))
        return
    if reading.doubt:
        found.doubts.append(about(asked.label, cell.text, reading.doubt))
    found.values[asked.name] = reading.value


def read_cell(asked: Asked, cell: Cell, language: str) -> Reading:
    """What a cell means as an answer to a question."""
    if cell.formula or (cell.text.startswith("=") and asked.type is not FieldType.TEXT):
        return Reading(None, error=_("This is a formula. Copy the column, and paste it as values."))
    if len(cell.text) > LONGEST_CELL:
        return Reading(None, error=_("This is too long. Shorten it, and put the rest into the comment."))
    text = without_time(cell.text) if asked.type is FieldType.DATE else cell.text
    if asked.type is FieldType.STANDING:
        text = {"true": "yes", "false": "no"}.get(text.lower(), text)
    return read_value(asked, text, EXACT if cell.exact else language)


def without_time(text: str) -> str:
    """The day of a moment, as workbooks hold it."""
    day, mark, _time = text.partition("T")
    return day if mark and len(day) == 10 and day[4:5] == "-" else text


def take_capacity(found: Understood, cell: Cell) -> None:
    """Whether the city cannot answer: yes or no, in words."""
    if not cell.text:
        return
    yes_or_no = Asked("capacity", FieldType.STANDING, "", tuple(Option(*one) for one in STANDING))
    marked = Choice("yes") if cell.text.strip().lower() in ("x", "1", "✓", "✔") else None
    value = marked or read_cell(yes_or_no, cell, EXACT).value
    if value == Choice("no"):
        return
    if value != Choice("yes"):
        said = _("Write “yes” here, or leave it empty.")
        found.errors.append(about(_("No capacity to answer"), cell.text, said))
        return
    found.no_capacity = True
    if found.values:
        found.doubts.append(_("It has answers, and says that there is no capacity. The answers would be left out."))


def take_comment(found: Understood, cell: Cell) -> None:
    """A text of some sentences."""
    if refuse_formula(found, _("Comment"), cell):
        found.comment = cell.text.strip()
    if len(found.comment) > LONGEST_COMMENT:
        said = _("This is too long: at most %(n)d characters.") % {"n": LONGEST_COMMENT}
        found.errors.append(about(_("Comment"), cell.text, said))


def take_contact(found: Understood, cell: Cell) -> None:
    """One line."""
    if refuse_formula(found, _("Who to call"), cell):
        found.contact = " ".join(cell.text.split())
    if len(found.contact) > LONGEST_CONTACT:
        said = _("This is too long: at most %(n)d characters.") % {"n": LONGEST_CONTACT}
        found.errors.append(about(_("Who to call"), cell.text, said))


def take_source(found: Understood, cell: Cell) -> None:
    """An address; what is none goes into the comment, if somebody says so."""
    text = cell.text.strip()
    if not text or not refuse_formula(found, _("Source"), cell):
        return
    address = text if "://" in text else f"https://{text}"
    try:
        IS_ADDRESS(address)
    except ValidationError:
        address = ""
    if address and len(address) <= LONGEST_SOURCE:
        found.source = address
        return
    found.doubts.append(about(_("Source"), text, _("This is no web address. It becomes part of the comment.")))
    found.comment = f"{found.comment}\n{text}".strip()[:LONGEST_COMMENT]


def refuse_formula(found: Understood, label: str, cell: Cell) -> bool:
    """Whether a cell holds a text; a formula of a workbook is a fault, for nobody works it out here."""
    if cell.formula:
        said = _("This is a formula. Copy the column, and paste it as values.")
        found.errors.append(about(label, cell.text, said))
    return not cell.formula


def about(label: str, text: str, said: str) -> str:
    """A fault or doubt with the words that it is about."""
    shown = text if len(text) <= 80 else text[:79] + "…"
    return _("%(question)s “%(text)s”: %(said)s") % {"question": label, "text": shown, "said": said}
