"""What became of answers between two moments, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from intercity.kinds.rollcall.comparing import Change
from intercity.kinds.rollcall.sheet import City, Row
from intercity.kinds.rollcall.values.showing import show_value
from intercity.kinds.rollcall.values.types import Asked


@dataclass(frozen=True)
class Step:
    """One thing that an answer says, then and now; "" for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeLine:
    """One organisation: `sort` is new, changed or gone; `row` is the answer that stands, or that stood last."""

    city: City
    sort: str
    row: Row
    steps: Sequence[Step]


def count_changes(changes: Iterable[Change]) -> dict[str, int]:
    """How many of each sort."""
    counts = {"new": 0, "changed": 0, "gone": 0}
    for one in changes:
        counts[sort_of(one)] += 1
    return counts


def change_lines(changes: Iterable[Change], fields: Sequence[Asked], *, earlier: bool = True) -> list[ChangeLine]:
    """Each change in words: what differs, and of new answers all they say; what was said before only with `earlier`."""
    return [
        ChangeLine(one.city, sort_of(one), row, steps_of(one, fields, earlier=earlier))
        for one in changes
        if (row := one.after or one.before) is not None
    ]


def sort_of(change: Change) -> str:
    """Answered, changed, or withdrew."""
    return "new" if change.before is None else "gone" if change.after is None else "changed"


def steps_of(change: Change, fields: Sequence[Asked], *, earlier: bool) -> list[Step]:
    """What is not the same then and now; without `earlier` only how it is now."""
    old, new = said(change.before, fields), said(change.after, fields)
    both = [Step(label, old.get(label, ""), new.get(label, "")) for label in {**old, **new}]
    moved = [step for step in both if step.before != step.after]
    return moved if earlier else [replace(step, before="") for step in moved if step.after]


def said(row: Row | None, fields: Sequence[Asked]) -> dict[str, str]:
    """What an answer says, by the question."""
    if row is None:
        return {}
    found = {_("Answer"): _("No capacity to answer")} if row.no_capacity else {}
    found |= {one.label: show_value(one, row.values[one.name]) for one in fields if one.name in row.values}
    more = {_("Comment"): row.comment, _("Source"): row.source, _("Whom to call"): row.contact}
    return found | {label: text for label, text in more.items() if text}
