"""Groups of answers as tables of text: a line for each group, in columns what fits the field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from intercity.kinds.rollcall.comparing import Group, share, tally_of
from intercity.kinds.rollcall.figures import AMOUNTS, CHOICES, SUMMED, Spread, Tally
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.values.types import Asked
from intercity.kinds.rollcall.wording import day_text, number_text, per_head_unit, share_text


@dataclass(frozen=True)
class Line:
    """One line; `cells` are text. `note` stands in their place where nobody answered."""

    label: str | Promise
    cells: Sequence[str]
    own: bool = False
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Heads of the columns after the first, and the lines."""

    heads: Sequence[str]
    lines: Sequence[Line]

    @property
    def width(self) -> int:
        """How many columns come after the first."""
        return len(self.heads)


def table_of(field: Asked, groups: Sequence[Group], *, per_head: bool = False) -> Table:
    """What each group answered to `field`. Shares are of those that answered it; units are never mixed. Numbers are
    per 100,000 people where `per_head` says so.
    """
    lines = [line for group in groups for line in lines_of(field, group, per_head=per_head)]
    return Table([*head_of_all(groups), *heads_of(field, per_head=per_head)], lines)


def head_of_all(groups: Iterable[Group]) -> list[str]:
    """The columns that every field has: asked only where somebody may know it."""
    said = [_("Asked")] if any(group.asked is not None for group in groups) else []
    return [*said, _("Answered this")]


def heads_of(field: Asked, *, per_head: bool = False) -> list[str]:
    """The columns of one type of field. Numbers per head have no sum."""
    if field.type in CHOICES:
        return [field.option_label(option.id) for option in field.options] + [_("No capacity")]
    if field.type in AMOUNTS:
        summed = [_("Sum")] if field.type in SUMMED and not per_head else []
        return [_("Unit"), _("Numbers"), *summed, _("Median"), _("Middle half"), _("Least"), _("Most")]
    if field.type is FieldType.DATE:
        return [_("First"), _("Median"), _("Last")]
    return []


def lines_of(field: Asked, group: Group, *, per_head: bool = False) -> list[Line]:
    """The lines of a group: one, or one for each unit that it answered in."""
    figures, tally = tally_of(group, field)
    begin = [number_text(group.asked)] if group.asked is not None else []
    if not tally.answered and not figures.no_capacity:
        return [Line(group.label, begin, group.own, _("No answer yet"))]
    begin.append(number_text(tally.answered))
    if per_head:
        figures, tally = tally_of(group, field, is_per_head=True)
    return [Line(group.label, [*begin, *cells], group.own) for cells in cells_of(field, tally, figures.no_capacity)]


def cells_of(field: Asked, tally: Tally, no_capacity: int) -> list[list[str]]:
    """What stands in the columns of `heads_of`."""
    if field.type in CHOICES:
        counts = [tally.options[option.id] for option in field.options]
        return [[*(with_share(count, tally.answered) for count in counts), number_text(no_capacity)]]
    if field.type in AMOUNTS:
        return [amount_cells(tally, spread) for spread in tally.spreads] or [
            [""] * len(heads_of(field, per_head=tally.per_head))
        ]
    if field.type is FieldType.DATE:
        return [day_cells(sorted(tally.days.elements()))]
    return [[]]


def with_share(count: int, of: int) -> str:
    """A count with its share of those that answered."""
    return f"{number_text(count)} ({share_text(count, of)})" if of else "–"


def amount_cells(tally: Tally, spread: Spread) -> list[str]:
    """The numbers of one unit."""
    low, high = spread.quartiles
    summed = [number_text(spread.total)] if spread.total is not None else []
    unit = per_head_unit(spread.unit) if tally.per_head else spread.unit
    return [
        unit or "–", number_text(spread.count), *summed, number_text(spread.median),
        _("%s to %s") % (number_text(low), number_text(high)), number_text(spread.least), number_text(spread.most),
    ]  # fmt: skip


def day_cells(days: Sequence[date]) -> list[str]:
    """The first, the middle and the last day."""
    if not days:
        return ["–"] * 3
    return [day_text(one) for one in (days[0], days[(len(days) - 1) // 2], days[-1])]


def difference(field: Asked, before: Group, after: Group) -> Line | None:
    """How shares moved from one group to another, in points of a hundred; None for fields without shares."""
    if field.type not in CHOICES:
        return None
    (_one, old), (_other, new) = tally_of(before, field), tally_of(after, field)
    if not old.answered or not new.answered:
        return None
    moves = [
        share(new.options[option.id], new.answered) - share(old.options[option.id], old.answered)
        for option in field.options
    ]
    begin = [""] if before.asked is not None or after.asked is not None else []
    cells = [*begin, signed(new.answered - old.answered), *(_("%s points") % signed(move) for move in moves), ""]
    return Line(_("Difference"), cells)


def signed(count: int) -> str:
    """A number with its sign; 0 has none."""
    return f"{'+' if count > 0 else '−' if count < 0 else ''}{number_text(abs(count))}"
