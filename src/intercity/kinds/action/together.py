"""Two people who change how an action is to be done at once: what both wrote becomes one, and no word is lost.

The form carries the version that it began with (the number of revisions). Where another stands by then, both sides are
merged against the version that both began with, field by field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from intercity.core.merging import merge
from intercity.kinds.action.forms import PlanFields
from intercity.kinds.action.saving import details_of
from intercity.posts.models import Post

WRITTEN: Final = ("milestones", "partners", "indicators", "risks")
CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Together:
    """What both sides make of each field, as it is typed, and the names of those that both changed in one place."""

    values: Mapping[str, str]
    met: tuple[str, ...]


def version_of(post: Post) -> int:
    """The number of its versions; 0 before the first change."""
    return post.revisions.count()


def put_together(post: Post, version: int, mine: Mapping[str, Any]) -> Together:
    """What `mine`, which began with `version`, and what stands now make together."""
    began = post.revisions.filter(number=max(version, 1)).first()
    base = plain(began.details if began is not None else {})
    theirs, mine = plain(details_of(post.action, post)), plain(mine)
    values: dict[str, str] = {}
    met = []
    for name in PlanFields.PLAN:
        if mine[name] in (base[name], theirs[name]):
            values[name] = theirs[name]
        elif theirs[name] == base[name]:
            values[name] = mine[name]
        elif name in WRITTEN:
            both = merge(base[name], mine[name], theirs[name])
            values[name] = both.text
            met += [name] if both.overlaps else []
        else:
            # Of two days or amounts only one can stand: theirs is said beside it.
            values[name] = mine[name]
            met.append(name)
    return Together(values, tuple(met))


def plain(details: Mapping[str, Any]) -> dict[str, str]:
    """Each field as text, alike however it was kept."""
    return {name: as_text(name, details.get(name)) for name in PlanFields.PLAN}


def as_text(name: str, value: Any) -> str:
    """One value."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if name == "cost_amount":
        return str(Decimal(value).quantize(CENT))
    return str(value).replace("\r\n", "\n").strip()
