"""The details of an action: from checked text into its tables, and back into text as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.core.text import fold
from intercity.kinds.action.lines import (
    line,
    plain_number,
    read_indicators,
    read_milestones,
    read_partners,
)
from intercity.kinds.action.models import Action, Indicator, Milestone, Partner, Stage
from intercity.kinds.action.names import Names
from intercity.posts.cost_fields import COST
from intercity.posts.models import Post

PLAIN: Final = ("begins_on", *COST, "risks")


def save(post: Post, details: Mapping[str, Any]) -> Action:
    """Write what `details` name; what they do not name stays. Lines have been checked before.

    ValidationError as `give_to`.
    """
    names = Names()
    row = Action.objects.filter(post=post).first()
    if row is None:
        row = Action(post=post, lead=post.organisation, stage_at=post.published_at)
    for name in PLAIN:
        if name in details:
            setattr(row, name, details[name])
    if "lead" in details:
        give_to(row, post, names.key(details["lead"]) if details["lead"] else post.organisation_id)
    row.save()
    for name, write in WRITERS.items():
        if name in details:
            write(row, details[name], names)
    return row


def give_to(row: Action, post: Post, lead: int) -> None:
    """Whoever is to lead it instead has to accept first. ValidationError for what is over: who led it stands there."""
    if row.lead_id == lead:
        return
    if row.stage in (Stage.DONE, Stage.STOPPED):
        raise ValidationError({"lead": _("This action is over: it stays with the organisation that led it.")})
    row.lead_id = lead
    if row.stage in (Stage.SELECTED, Stage.ACCEPTED):
        row.stage, row.stage_at, row.stage_reason = Stage.SELECTED, timezone.now(), ""


def write_milestones(row: Action, text: str, names: Names) -> None:
    """Replace them; one that keeps its name, or takes the place of another, keeps what is known of it."""
    lines = read_milestones(text, names)
    standing = list(Milestone.objects.filter(action=row))
    kept = matched(lines, standing, lambda one: fold(one.title))
    drop([one.pk for one in standing if one not in kept.values()], Milestone)
    for number, one in enumerate(lines):
        made = kept.get(number) or Milestone(action=row)
        made.number, made.title, made.due_on, made.owner_id = number, one.title, one.due_on, one.owner
        made.save()


def write_indicators(row: Action, text: str, names: Names) -> None:
    """As `write_milestones`: readings stay with their indicator."""
    lines = read_indicators(text)
    standing = list(Indicator.objects.filter(action=row))
    kept = matched(lines, standing, lambda one: fold(one.name))
    drop([one.pk for one in standing if one not in kept.values()], Indicator)
    for number, one in enumerate(lines):
        made = kept.get(number) or Indicator(action=row)
        made.number, made.name, made.unit = number, one.name, one.unit
        made.baseline, made.target = one.baseline, one.target
        made.save()


def write_partners(row: Action, text: str, names: Names) -> None:
    """Replace them."""
    Partner.objects.filter(action=row).delete()
    lines = read_partners(text, names)
    Partner.objects.bulk_create(
        Partner(action=row, organisation_id=one.organisation, role=one.role, number=number)
        for number, one in enumerate(lines)
    )


def drop(keys: Sequence[int], model: type[Milestone] | type[Indicator]) -> None:
    """Delete those that are named no more."""
    if keys:
        model._default_manager.filter(pk__in=keys).delete()


def matched(lines: Sequence[Any], standing: Sequence[Any], key: Callable[[Any], str]) -> dict[int, Any]:
    """Which standing row each line (by its place) is: that of its name; a single one left over was called otherwise."""
    by_name = {key(row): row for row in standing}
    found = {place: by_name[key(one)] for place, one in enumerate(lines) if key(one) in by_name}
    new = [place for place in range(len(lines)) if place not in found]
    left = [row for row in standing if row not in found.values()]
    if len(new) == len(left) == 1:
        found[new[0]] = left[0]
    return found


def text_of_milestones(row: Action) -> str:
    """As they are typed."""
    rows = row.milestones.select_related("owner").order_by("number")
    return "\n".join(line(one.due_on.isoformat(), one.title, one.owner.name if one.owner else "") for one in rows)


def text_of_indicators(row: Action) -> str:
    """As they are typed."""
    return "\n".join(
        line(one.name, one.unit, plain_number(one.baseline), plain_number(one.target)) for one in row.indicators.all()
    )


def text_of_partners(row: Action) -> str:
    """As they are typed."""
    return "\n".join(line(one.organisation.name, one.role) for one in row.partners.select_related("organisation"))


def details_of(row: Action, post: Post) -> dict[str, Any]:
    """All of them as text; days as ISO text."""
    return {
        "lead": row.lead.name if row.lead_id != post.organisation_id else "",
        "partners": text_of_partners(row),
        "milestones": text_of_milestones(row),
        "indicators": text_of_indicators(row),
        "begins_on": row.begins_on.isoformat() if row.begins_on else None,
        **row.plain_costs(),
        "risks": row.risks,
        "stage": row.stage,
    }


WRITERS: Final[dict[str, Callable[[Action, str, Names], None]]] = {
    "partners": write_partners,
    "milestones": write_milestones,
    "indicators": write_indicators,
}
