"""Answers beside each other: groups, two dates, two roll calls, what changed, and a series over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from intercity.activity.public import public_page
from intercity.core.templatetags.intercity import moment
from intercity.kinds.rollcall.changed import change_lines, count_changes
from intercity.kinds.rollcall.compare_tables import Table, difference, table_of
from intercity.kinds.rollcall.comparing import (
    BY,
    Change,
    Group,
    aligned,
    changes_between,
    groups_of,
    matching,
    moves_between,
    whole,
)
from intercity.kinds.rollcall.filters import PER_HEAD, PER_HEAD_TYPES
from intercity.kinds.rollcall.others import others_for
from intercity.kinds.rollcall.per_head import Heads, heads_of, wants_per_head
from intercity.kinds.rollcall.seeing import Seen, see
from intercity.kinds.rollcall.since import read_moment
from intercity.kinds.rollcall.trend import series_of, trends_of
from intercity.kinds.rollcall.trend_charts import shown_trends
from intercity.kinds.rollcall.values.types import Asked
from intercity.kinds.rollcall.views.opened import Opened, chosen_field, not_for_viewer, open_answers, page_number, pager
from intercity.kinds.rollcall.visibility import sees_earlier
from intercity.kinds.rollcall.wording import day_text
from intercity.organisations.request import Request

A_PAGE = 100
WAYS: dict[str, str | Promise] = {
    "groups": gettext_lazy("Groups of cities"),
    "dates": gettext_lazy("Two dates"),
    "rollcalls": gettext_lazy("Another question"),
    "changes": gettext_lazy("What changed"),
    "trend": gettext_lazy("Week after week"),
}
BY_LABELS: dict[str, str | Promise] = {
    "size": gettext_lazy("Size"),
    "country": gettext_lazy("Country"),
    "level": gettext_lazy("Level"),
}


@dataclass(frozen=True)
class Wanted:
    """What an address asks to compare."""

    opened: Opened
    field: Asked
    params: Any

    @property
    def here(self) -> str:
        """The address without what it asks for."""
        return reverse("rollcall_compare", args=[self.opened.post.uid])

    @property
    def seen(self) -> Seen:
        """The answers as they stand."""
        return self.opened.seen

    @property
    def per_head(self) -> bool:
        """Whether numbers are wanted per 100,000 people."""
        return wants_per_head(self.field, self.params.get("per", ""))

    def table(self, groups: Sequence[Group]) -> Table:
        """What each group answered."""
        return table_of(self.field, groups, per_head=self.per_head)

    def heads(self, groups: Iterable[Group]) -> Heads | None:
        """For how many people are known; None where numbers are as they were given."""
        rows = (row for group in groups for row in group.rows)
        return heads_of(self.field, rows) if self.per_head else None


@require_safe
@public_page
def answers_compare(request: Request, uid: str) -> HttpResponse:
    """One way to compare at a time; the address says which."""
    opened = open_answers(request.viewer, uid)
    if not isinstance(opened, Opened):
        return not_for_viewer(request, opened)
    way = request.GET.get("show", "")
    way = way if way in WAYS else "groups"
    fields = opened.seen.sheet.open_fields or opened.seen.sheet.fields
    field = chosen_field(fields, request.GET.get("field", ""))
    context = {
        **opened.frame(), "tab": "compare", "way": way, "ways": WAYS.items(), "fields": fields, "field": field,
        "here": reverse("rollcall_compare", args=[uid]),
    }  # fmt: skip
    if field is not None:
        wanted = Wanted(opened, field, request.GET)
        context |= SHOW[way](wanted)
        context |= {"per_head": wanted.per_head, "other_heads": other_heads(wanted, way)}
    return render(request, "rollcall/compare.html", context)


# The ways whose tables have numbers of cities that can be told per head.
COUNTED = ("groups", "dates", "rollcalls")


def other_heads(wanted: Wanted, way: str) -> str:
    """What asks for the same per 100,000 people, or as given; "" where that says nothing."""
    if way not in COUNTED or wanted.field.type not in PER_HEAD_TYPES:
        return ""
    params = {name: value for name, value in wanted.params.items() if name != "per"}
    return urlencode({**params, **({} if wanted.per_head else {"per": PER_HEAD})})


def by_groups(wanted: Wanted) -> dict[str, Any]:
    """By size, country or level, with a line for all."""
    by = wanted.params.get("by", "")
    by = by if by in BY else BY[0]
    seen = wanted.seen
    groups = groups_of(seen, by, wanted.opened.viewer.organisation_ids)
    table = wanted.table([*groups, whole(groups, seen.asked if seen.sight.missing else None)])
    return {"by": by, "by_labels": BY_LABELS.items(), "table": table, "heads": wanted.heads(groups)}


def by_dates(wanted: Wanted) -> dict[str, Any]:
    """As it stood at two moments; the later one is now where the address names none."""
    params = wanted.params
    first, error = read_past(params.get("then", "") or "yesterday")
    second, other = read_past(params.get("and", "")) if params.get("and") else (None, "")
    then = timezone.localdate(first).isoformat() if first is not None else params.get("then", "")
    context = {"then": then, "and_then": params.get("and", ""), "error": error or other}
    if error or other:
        return context
    old = see(wanted.opened.viewer, wanted.opened.post, first)
    new = see(wanted.opened.viewer, wanted.opened.post, second) if second else wanted.seen
    if old is None or new is None:
        return context
    later = moment(second) if second else _("Now")
    groups = [Group(moment(first), old.rows, old.asked), Group(later, new.rows, new.asked)]
    return {**context, **side_by_side(wanted, groups)}


def side_by_side(wanted: Wanted, groups: Sequence[Group]) -> dict[str, Any]:
    """Two groups under each other, how shares moved, and how many went from which option to which."""
    field = wanted.field
    table, change = wanted.table(groups), difference(field, *groups)
    if change is not None:
        table = Table(table.heads, [*table.lines, change])
    moves = [
        (said(field, one.before), said(field, one.after), one.count)
        for one in moves_between(field, groups[0].rows, groups[1].rows)
    ]
    return {"table": table, "moves": moves, "heads": wanted.heads(groups)}


def said(field: Asked, option: str) -> str:
    """An option, or that none was chosen."""
    return field.option_label(option) if option else _("no answer to this")


def by_rollcalls(wanted: Wanted) -> dict[str, Any]:
    """Beside another roll call that asks the same: of the series, or with such a field."""
    viewer, rollcall = wanted.opened.viewer, wanted.seen.rollcall
    others = others_for(viewer, rollcall, wanted.seen.sheet.fields)
    chosen = next((one for one in others if one.post.uid == wanted.params.get("with", "")), None)
    context: dict[str, Any] = {"others": others, "chosen": chosen}
    other = see(viewer, chosen.post) if chosen is not None else None
    if other is None:
        return context
    asked = matching(wanted.field, other.sheet.fields)
    if asked is None:
        return {**context, "error": _("The other one does not ask this. Choose another of the questions above.")}
    field, rows = aligned(wanted.field, asked, other.rows)
    groups = [
        Group(title_of(other), rows, other.asked),
        Group(title_of(wanted.seen), wanted.seen.rows, wanted.seen.asked),
    ]
    if is_older(wanted.seen, other):
        groups.reverse()
    return {**context, **side_by_side(replace(wanted, field=field), groups)}


def by_changes(wanted: Wanted) -> dict[str, Any]:
    """Whose answers are not what they were."""
    params, post = wanted.params, wanted.opened.post
    text = params.get("since", "") or "monday"
    at, error = read_past(text)
    context: dict[str, Any] = {"since": text, "error": error}
    then = see(wanted.opened.viewer, post, at) if at is not None and not error else None
    if then is None:
        return context
    changes = list(changes_between(then, wanted.seen))
    named = named_in(wanted, changes)
    number = page_number(params.get("page", ""), len(named), A_PAGE)
    part = named[(number - 1) * A_PAGE : number * A_PAGE]
    earlier = sees_earlier(wanted.opened.viewer, wanted.seen.sight)
    return {
        **context,
        "at": at,
        "counts": count_changes(changes),
        "changes": change_lines(part, wanted.seen.sheet.fields, earlier=earlier),
        "page": pager(wanted.here, {"show": "changes", "since": text}, number, len(named), A_PAGE),
    }


def named_in(wanted: Wanted, changes: Sequence[Change]) -> list[Change]:
    """The changes that the viewer is told by name: outside the space nobody hears who took an answer back."""
    own = wanted.opened.viewer.organisation_ids
    inside = wanted.seen.sight.missing
    return [one for one in changes if inside or one.after is not None or one.city.pk in own]


def by_trend(wanted: Wanted) -> dict[str, Any]:
    """The series it belongs to."""
    viewer, rollcall = wanted.opened.viewer, wanted.seen.rollcall
    return {"trends": shown_trends(trends_of(viewer, rollcall, series_of(viewer, rollcall)))}


SHOW: dict[str, Callable[[Wanted], dict[str, Any]]] = {
    "groups": by_groups, "dates": by_dates, "rollcalls": by_rollcalls, "changes": by_changes, "trend": by_trend,
}  # fmt: skip


def read_past(text: str) -> tuple[datetime | None, str]:
    """The moment that an address names, and what is wrong with it; "" for nothing."""
    found = read_moment(text)
    if found is None:
        return None, _("This is no date. Write it like 2026-11-20.")
    return (None, _("This moment is still to come. Choose an earlier one.")) if found > timezone.now() else (found, "")


def title_of(seen: Seen) -> str:
    """A roll call and its day: those of a series have the same title."""
    return f"{seen.post.title}, {day_text(timezone.localdate(seen.post.published_at))}"


def is_older(one: Seen, other: Seen) -> bool:
    """Whether it was asked before the other."""
    return (one.post.published_at, one.post.pk) < (other.post.published_at, other.post.pk)
