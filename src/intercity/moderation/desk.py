"""Flagged posts on the coordinators' desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.moderation.models import Case
from intercity.moderation.queries import name_for, waiting_in
from intercity.organisations.viewers import Viewer
from intercity.spaces.desk import MOST_LINES, Line, Scope, Section

DAY: Final = timedelta(days=1)


def flagged(scope: Scope, now: datetime) -> Section:
    """Posts that people flagged and appeals, the oldest first."""
    rows = waiting_in(scope)
    return Section(
        "flagged",
        gettext_lazy("Flagged posts"),
        gettext_lazy("Nobody has flagged anything."),
        [line_of(case, scope.viewer, now) for case in rows[:MOST_LINES]],
        rows.count(),
        more=reverse("moderation"),
    )


def line_of(case: Case, viewer: Viewer, now: datetime) -> Line:
    """One case, with its title where the viewer may read it."""
    about = f"{case.post.organisation.plate} · {case.post.space.name}" if name_for(viewer, case) else ""
    text = name_for(viewer, case) or _("A post for named readers or another space")
    act = _("Decide the appeal") if case.closed_at else _("Decide")
    return Line(text, case.get_absolute_url(), act, about, case.opened_at, is_late=now - case.opened_at > DAY)
