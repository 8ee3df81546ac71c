"""Exchange agreements on the coordinators' desk: who has not accepted."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intercity.spaces.desk import MOST_LINES, Line, Scope, Section
from intercity.spaces.models import Space, SpaceState
from intercity.spaces.standing import not_accepted


def waiting(scope: Scope, now: datetime) -> Section | None:
    """Spaces with an agreement that not all have accepted; None where no space has one."""
    spaces = [space for space in scope.spaces if space.agreement_version and space.state != SpaceState.ARCHIVED]
    if not spaces:
        return None
    found = [(space, count) for space in spaces if (count := not_accepted(space).count())]
    return Section(
        "agreements",
        gettext_lazy("Exchange agreements"),
        gettext_lazy("Every organisation has accepted the agreement of its space."),
        [line_of(space, count) for space, count in found[:MOST_LINES]],
        len(found),
        hint=gettext_lazy("Who has not accepted reads, and writes nothing yet. A call to the lead helps."),
    )


def line_of(space: Space, count: int) -> Line:
    """One space, and how many are waited for."""
    said = ngettext("%(n)s organisation has not accepted", "%(n)s organisations have not accepted", count) % {
        "n": count
    }
    return Line(space.name, reverse("space_agreement", args=[space.slug]), _("See who"), said)
