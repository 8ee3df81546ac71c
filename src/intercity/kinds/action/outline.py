"""A plan as an outline that templates of spaces carry (`spaces.grown.parts`): what is to be done, without who does it.

Only what readers without an account see travels, for the file leaves the installation, and only where it names nobody.
Days are counted from the first day of each action.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intercity.core.languages import CODES
from intercity.kinds.action.lines import line, plain_number, read_indicators, read_milestones
from intercity.kinds.action.links import DELIVERABLE
from intercity.kinds.action.models import Indicator, Stage
from intercity.kinds.action.models.outline import Outline
from intercity.kinds.action.names import Names
from intercity.kinds.action.plan import Row, actions_of, all_rows
from intercity.organisations.models import Organisation, Person
from intercity.organisations.viewers import PUBLIC
from intercity.posts.forms import BODY_LENGTH
from intercity.posts.links import linked
from intercity.posts.models import Post
from intercity.posts.veils import is_veiled
from intercity.spaces.grown.checks import mapping, one_of, rows, text, whole
from intercity.spaces.grown.making import named_in, names_in
from intercity.spaces.models import Label, Space

KEYS: Final = ("title", "aim", "language", "milestones", "indicators", "deliverables")
MOST_ACTIONS: Final = 50
# A template may hold 200,000 bytes (`spaces.grown.shape.LARGEST`), and holds other words beside the plan.
MOST_BYTES: Final = 90_000
# Ten years.
MOST_DAYS: Final = 3650
# Against which days are tried before there is a first day.
ANY_DAY: Final = date(2027, 1, 1)
# What counts, or will once its lead accepts.
TRAVELS: Final = (Stage.SELECTED, Stage.ACCEPTED, Stage.DONE)


@dataclass(frozen=True)
class Outlined:
    """The actions of a plan that travel, and how many of it stay."""

    actions: Sequence[Mapping[str, Any]]
    left: int


class PlanPart:
    """The plan among the parts of a template."""

    name = "plan"

    def export(self, space: Space) -> Any:
        """The actions that travel; None where there are none."""
        found = outlined(space)
        return {"actions": list(found.actions)} if found.actions else None

    def check(self, data: Any) -> None:
        """Refuse what could not be proposed as it stands."""
        for row in rows(mapping(data, "plan", ("actions",))["actions"], "actions", MOST_ACTIONS):
            check_action(row)

    def bring(self, space: Space, data: Any, by: Person | None) -> None:
        """Keep them beside the plan, until a coordinator proposes them."""
        Outline.objects.update_or_create(space=space, defaults={"actions": data["actions"]})

    def said(self, space: Space) -> str:
        """How many actions travel, and how many stay."""
        found = outlined(space)
        count, left = len(found.actions), found.left
        if not count and not left:
            return ""
        said = ngettext(
            "Of the plan %(n)d action travels: title, aim, milestones counted in days, indicators with their targets, "
            "names of deliverables. Nobody leads it, and nothing is said of how far it is.",
            "Of the plan %(n)d actions travel: title, aim, milestones counted in days, indicators with their targets, "
            "names of deliverables. Nobody leads them, and nothing is said of how far they are.", count,
        ) % {"n": count}  # fmt: skip
        if not left:
            return said
        stays = ngettext(
            "%(n)d action stays here: it is not public, or it names somebody.",
            "%(n)d actions stay here: they are not public, or they name somebody.", left,
        ) % {"n": left}  # fmt: skip
        return f"{said} {stays}"


def outlined(space: Space) -> Outlined:
    """The actions of a plan as far as they are public, name nobody, and fit; and how many others count."""
    counted = Post.objects.filter(space=space, root=None, state="published", action__stage__in=TRAVELS).count()
    found: list[Mapping[str, Any]] = []
    names = names_in(space)
    posts = actions_of(PUBLIC, space).filter(action__stage__in=TRAVELS, label=Label.CLEAR)
    for row in all_rows(posts):
        made = outline_of(row)
        if len(found) < MOST_ACTIONS and travels(row, made, names) and size([*found, made]) <= MOST_BYTES:
            found.append(made)
    return Outlined(found, counted - len(found))


def outline_of(row: Row) -> dict[str, Any]:
    """One action without organisations, people, readings and calendar days."""
    begins = min([row.begins_on, *(one.due_on for one in row.row.parts)])
    counted = Indicator.objects.filter(action=row.row)
    return {
        "title": row.post.title,
        "aim": row.post.body.replace("\r\n", "\n"),
        "language": row.post.language,
        "milestones": [{"title": one.title, "days": (one.due_on - begins).days} for one in row.row.parts],
        "indicators": [{"name": one.name, "unit": one.unit, "target": plain_number(one.target)} for one in counted],
        "deliverables": [one.title for one in linked(PUBLIC, row.post, DELIVERABLE) if one.label == Label.CLEAR],
    }


def travels(row: Row, made: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Whether an outline can be read elsewhere, and says nothing of who is behind it."""
    if is_veiled(row.post) or named_in(words_of(made), [*names, *people_of(row)]):
        return False
    try:
        check_action(made)
    except ValidationError:
        return False
    return True


def words_of(made: Mapping[str, Any]) -> Iterator[str]:
    """All that an outline says."""
    yield from (made["title"], made["aim"], *made["deliverables"])
    yield from (one["title"] for one in made["milestones"])
    yield from (part for one in made["indicators"] for part in (one["name"], one["unit"]))


def people_of(row: Row) -> Iterator[str]:
    """The names of those who take part in an action: they need not belong to the space."""
    organisations: list[Organisation] = [row.post.organisation, row.row.lead]
    organisations += [part.organisation for part in row.partners]
    for one in organisations:
        yield from (one.name, one.short_name)
    if row.post.author is not None:
        yield row.post.author.name


def size(actions: Sequence[Mapping[str, Any]]) -> int:
    """How many bytes they take at most, as a file writes them."""
    return len(json.dumps(actions, ensure_ascii=False, indent=2).encode())


def check_action(data: Any) -> None:
    """ValidationError with a sentence where one action could not be proposed as it stands."""
    given = mapping(data, "actions", KEYS)
    text(given["title"], "title", 200, least=1)
    text(given["aim"], "aim", BODY_LENGTH)
    one_of(given["language"], "language", CODES)
    for title in rows(given["deliverables"], "deliverables", 50):
        text(title, "deliverables", 200, least=1)
    for one in rows(given["milestones"], "milestones", 60):
        part = mapping(one, "milestones", ("title", "days"))
        in_a_line(part["title"], "milestones", 200, least=1)
        whole(part["days"], "days", 0, MOST_DAYS)
    for one in rows(given["indicators"], "indicators", 60):
        part = mapping(one, "indicators", ("name", "unit", "target"))
        in_a_line(part["name"], "indicators", 200, least=1)
        for name, most in (("unit", 40), ("target", 20)):
            in_a_line(part[name], name, most)
    read_milestones(milestone_lines(given, ANY_DAY), Names())
    read_indicators(indicator_lines(given))


def in_a_line(data: Any, where: str, most: int, *, least: int = 0) -> None:
    """A text that can be one part of a line."""
    if any(sign in text(data, where, most, least=least) for sign in "|\n\t"):
        raise ValidationError(_("“%(where)s” holds characters that cannot be read.") % {"where": where})


def milestone_lines(data: Mapping[str, Any], begins: date) -> str:
    """Its milestones as they are typed, for an action that begins that day."""
    days = [(begins + timedelta(days=one["days"]), one["title"]) for one in data["milestones"]]
    return "\n".join(line(day.isoformat(), title) for day, title in days)


def indicator_lines(data: Mapping[str, Any]) -> str:
    """Its indicators as they are typed."""
    return "\n".join(line(one["name"], one["unit"], "", one["target"]) for one in data["indicators"])


plan = PlanPart()
