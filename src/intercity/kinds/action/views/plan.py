"""The plan of a space as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.kinds.action.asking import asked_about
from intercity.kinds.action.models import Action, Outline, Stage
from intercity.kinds.action.models.parts import today
from intercity.kinds.action.plan import Row, actions_of, all_rows, read_plan, words_of_late
from intercity.kinds.action.queries import asking_path
from intercity.kinds.action.timeline import timeline
from intercity.organisations.request import Request
from intercity.posts.costs import Period
from intercity.posts.parts import audience_for, space_for
from intercity.posts.table.cells import Value
from intercity.posts.table.delimited import SEPARATORS, usual_separator, write_lines
from intercity.posts.views.stream import standing_in
from intercity.spaces.models import Space
from intercity.spaces.models.labels import Label
from intercity.spaces.queries import get_space_for

# So many actions are drawn along the calendar; the table has them all.
MOST_DRAWN: Final = 100


@require_safe
def space_plan(request: Request, slug: str) -> HttpResponse:
    """What was proposed and accepted in a space, how far it is, what is late and why; 404 for strangers.

    No kept page: it says what is late today.
    """
    viewer = request.viewer
    audience = audience_for(viewer)
    space = space_for(viewer, audience, slug)
    plan = read_plan(viewer, space, page_of(request))
    standing = standing_in(viewer, space, audience.since)
    coordinates = standing.may_coordinate and not space.is_archived
    proposed = [one.post.pk for one in plan.waiting if one.stage == Stage.PROPOSED] if coordinates else []
    context = {
        "section": "spaces", "tab": "plan", "space": space, "plan": plan,
        "timeline": timeline(plan.rows[:MOST_DRAWN], plan.day), "drawn": min(len(plan.rows), MOST_DRAWN),
        "may_coordinate": coordinates, "answered": asked_about(viewer, proposed),
        "may_propose": standing.may_publish, "asks": asking_path(viewer, space) if viewer.acting else "",
        "mine": speaking_keys(request), "files": list(SEPARATORS), "separator": usual_separator(get_language() or "en"),
        "outlines": outlined_in(space) if coordinates else 0,
        "canonical": settings.PUBLIC_URL + reverse("space_plan", args=[slug]),
    }  # fmt: skip
    return render(request, "action/plan.html", context)


def outlined_in(space: Space) -> int:
    """How many actions the template of a space brought that nobody has proposed or dropped."""
    row = Outline.objects.filter(space=space).first()
    return len(row.actions) if row is not None else 0


def page_of(request: Request) -> int:
    """The page that the address asks for; the first where it asks for none."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def speaking_keys(request: Request) -> list[int]:
    """The organisations that the viewer speaks for."""
    return [one.organisation_id for one in request.viewer.memberships if one.may_speak]


@require_safe
def plan_csv(request: Request, slug: str) -> HttpResponse:
    """The whole plan as CSV, as `posts.views.table.table_csv`."""
    space = get_space_for(request.viewer, slug)
    separator = request.GET.get("separator", "")
    if separator not in SEPARATORS:
        separator = usual_separator(get_language() or "en")
    labels: set[str] = set()
    out = BytesIO()
    write_lines(headings(), lines(all_rows(actions_of(request.viewer, space)), labels), out, separator)
    strictest = max((Label(label) for label in labels), key=lambda label: label.rank, default=Label.CLEAR)
    name = "-".join([*(["exercise"] if space.is_exercise else []), file_name(space, strictest)])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def file_name(space: Space, label: Label) -> str:
    """Which space, which day, under which label it may be handed on."""
    return f"{space.slug}-plan-{today().isoformat()}-tlp-{label.value}.csv"


def headings() -> list[str]:
    """The first line."""
    return [
        _("Action"), _("Address"), _("Stage"), _("Proposed by"), _("Lead"), _("Partners"), _("Status"), _("Why"),
        pgettext("first day", "From"), _("Until"), _("Milestones done"), _("Milestones"), _("Next milestone"), _("Due"),
        _("Late"), _("Cost"), _("Cost as a number"), _("Currency"), _("How often"), _("Cost per inhabitant (and year)"),
        _("Who may see it"),
    ]  # fmt: skip


def lines(rows: Iterator[Row], labels: set[str]) -> Iterator[Sequence[Value]]:
    """A line for each action; notes in `labels` under which labels they are."""
    for one in rows:
        labels.add(one.post.label)
        row, upcoming = one.row, one.upcoming
        partners = "; ".join(said_partner(part.organisation.name, part.role) for part in one.partners)
        yield [
            one.post.title, settings.PUBLIC_URL + one.post.get_absolute_url(), str(one.stage.label),
            one.post.organisation.name, row.lead.name, partners,
            str(one.status.label) if one.stage == Stage.ACCEPTED and row.reported_at else "",
            row.reason or row.stage_reason,
            one.begins_on, row.ends_on or "", one.done, one.total,
            upcoming.title if upcoming else "", upcoming.due_on if upcoming else "", words_of_late(one),
            row.cost, *said_cost(row), str(Label(one.post.label).label),
        ]  # fmt: skip


def said_cost(row: Action) -> Sequence[Value]:
    """The cost as a number, its currency, how often, and for each inhabitant of the city that leads."""
    cost = row.cost_for(row.lead)
    if cost is None:
        return ("", "", "", "")
    each = cost.rounded
    return (cost.amount, cost.currency, str(Period(cost.period).label), "" if each is None else each)


def said_partner(name: str, role: str) -> str:
    """A partner with what it does."""
    return f"{name} ({role})" if role else name
