"""All rows of a coordinator's table against what stands: what is entered, what waits for a tick, what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils.translation import gettext as _

from intercity.core.tables.errors import ReadError
from intercity.kinds.rollcall.actions.answering import Reply, says_the_same
from intercity.kinds.rollcall.entering.cities import CityBook, NotFoundError
from intercity.kinds.rollcall.entering.columns import CITY, COUNTRY, Columns, find_columns
from intercity.kinds.rollcall.entering.grid import EMPTY, Grid, GridRow
from intercity.kinds.rollcall.entering.rows import Understood, says_nothing, understand
from intercity.kinds.rollcall.models import Answer, AnswerState, How, Proposal, ProposalState, RollCall
from intercity.kinds.rollcall.reply import Said, asked_in, in_short, reply_of, said_in
from intercity.kinds.rollcall.values.types import Asked, Value
from intercity.organisations.models import Organisation

MOST_FILLED: Final = 2_000
# A page takes so many ticks; a browser's form has a thousand fields at most.
MOST_TICKS: Final = 500


@dataclass(frozen=True)
class Line:
    """One row: whom it is about, what would be entered, why it waits for a tick, why it cannot be entered."""

    number: int
    name: str
    organisation: Organisation | None = None
    reply: Reply | None = None
    said: Sequence[Said] = ()
    doubts: Sequence[str] = ()
    errors: Sequence[str] = ()
    seen: int = 0
    """The version of the answer that stands."""
    is_same: bool = False
    """Whether exactly this stands already."""

    @property
    def state(self) -> str:
        """wrong, same, doubt or good."""
        return "wrong" if self.errors else "same" if self.is_same else "doubt" if self.doubts else "good"


@dataclass(frozen=True)
class Sheet:
    """A table as it was understood."""

    lines: tuple[Line, ...]
    unused: tuple[str, ...] = ()
    """Headings of columns that nothing was taken from."""
    empty: int = 0
    """How many rows hold nothing but a city."""
    by_state: Mapping[str, Sequence[Line]] = field(default_factory=dict)

    @property
    def ticked_at_most(self) -> Sequence[Line]:
        """Those in doubt that the page offers to tick."""
        return self.by_state.get("doubt", ())[:MOST_TICKS]


def read_sheet(rollcall: RollCall, grid: Grid, language: str) -> Sheet:
    """Everything a table says; nothing is written. Raises ReadError where none of it can be entered."""
    asked = asked_in(rollcall)
    columns = find_columns(grid.header, [one for one in asked if not one.archived])
    filled = [row for row in grid.rows if not says_nothing(row, columns)]
    if not filled:
        said = _("No row has an answer in it. Fill in the form, and upload it again.")
        raise ReadError(f"{said} {grid.note}".strip())
    if len(filled) > MOST_FILLED:
        raise ReadError(_("There are more than %(n)d answers. Divide the table.") % {"n": MOST_FILLED})
    lines = tuple(without_doubles(list(read_lines(rollcall, filled, columns, asked, language))))
    states = {state: [one for one in lines if one.state == state] for state in ("good", "doubt", "same", "wrong")}
    return Sheet(lines, columns.unused, len(grid.rows) - len(filled), states)


def read_lines(
    rollcall: RollCall, rows: Sequence[GridRow], columns: Columns, asked: Sequence[Asked], language: str
) -> Iterator[Line]:
    """Row by row."""
    book, standing = CityBook(rollcall), standing_answers(rollcall)
    waiting = waiting_proposals(rollcall)
    names = [row.cells.get(columns.named(CITY), EMPTY).text for row in rows]
    book.learn(names)
    for row, name in zip(rows, names, strict=True):
        found = understand(row, columns, language)
        country = row.cells.get(columns.named(COUNTRY), EMPTY).text
        organisation = find_city(book, found, name, country)
        line = Line(row.number, name or "–", organisation)
        if organisation is None or found.errors:
            yield replace(line, errors=found.errors)
        else:
            yield against(line, found, standing.get(organisation.pk), asked, waits=organisation.pk in waiting)


def find_city(book: CityBook, found: Understood, name: str, country: str) -> Organisation | None:
    """Whom a row is about; None with the reason among its faults."""
    if not name.strip():
        found.errors.append(_("The city is missing. Write its name into the first column."))
        return None
    try:
        return book.find(name, country)
    except NotFoundError as error:
        found.errors.insert(0, str(error))
        return None


def against(line: Line, found: Understood, standing: Answer | None, asked: Sequence[Asked], *, waits: bool) -> Line:
    """A row that was understood, beside what stands of that city."""
    kept = archived_values(standing, asked)
    reply = found.reply(kept)
    line = replace(
        line, reply=reply, said=said_in(reply, asked), doubts=[*found.doubts, *own_word(standing, asked)],
        seen=standing.version if standing else 0, is_same=standing is not None and says_the_same(standing, reply),
    )  # fmt: skip
    if waits and not line.is_same:
        said = _("The city has sent an answer that waits to be confirmed. This one would take its place.")
        line = replace(line, doubts=[*line.doubts, said])
    return line


def archived_values(standing: Answer | None, asked: Sequence[Asked]) -> dict[str, Value]:
    """What stands of questions that are asked no more."""
    if standing is None or standing.state != AnswerState.OFFICIAL:
        return {}
    gone = {one.name for one in asked if one.archived}
    return {name: value for name, value in reply_of(standing, asked).values.items() if name in gone}


def own_word(standing: Answer | None, asked: Sequence[Asked]) -> list[str]:
    """Why an answer may not simply be replaced: the city gave it itself, confirmed it, or took it back."""
    if standing is None or is_ours(standing):
        return []
    if standing.state == AnswerState.WITHDRAWN:
        return [_("The city has withdrawn its answer. Enter one only if they asked you to.")]
    said = in_short(reply_of(standing, asked), asked)
    return [_("The city itself has answered: %(answer)s. This one would take its place.") % {"answer": said}]


def is_ours(standing: Answer) -> bool:
    """Whether a coordinator entered what stands, and the city has not confirmed it."""
    return standing.state == AnswerState.OFFICIAL and standing.how == How.COORDINATOR and not standing.confirmed


def standing_answers(rollcall: RollCall) -> dict[int, Answer]:
    """What stands or was withdrawn, by organisation."""
    return {one.organisation_id: one for one in Answer.objects.filter(rollcall=rollcall)}


def waiting_proposals(rollcall: RollCall) -> set[int]:
    """The organisations of which an answer waits to be confirmed."""
    rows = Proposal.objects.filter(rollcall=rollcall, state=ProposalState.OPEN)
    return set(rows.values_list("organisation", flat=True))


def without_doubles(lines: Sequence[Line]) -> Iterator[Line]:
    """Of several rows about one city the first waits for a tick, and the others are faults; equal ones are one."""
    first: dict[int, Line] = {}
    others: dict[int, list[int]] = {}
    for line in lines:
        if line.organisation is not None and first.setdefault(line.organisation.pk, line) is not line:
            others.setdefault(line.organisation.pk, []).append(line.number)
    for line in lines:
        key = line.organisation.pk if line.organisation is not None else 0
        yield doubled(line, first[key], others[key]) if key in others else line


def doubled(line: Line, first: Line, others: Sequence[int]) -> Line:
    """A row about a city that other rows are about too."""
    if line is not first:
        said = _("Row %(row)d is about the same city. Keep the one that is right.") % {"row": first.number}
        return replace(line, errors=[*line.errors, said])
    rows = ", ".join(str(number) for number in others)
    return replace(line, doubts=[*line.doubts, _("Other rows are about the same city: %(rows)s.") % {"rows": rows}])
