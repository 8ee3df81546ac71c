"""What the profile of an organisation shows to a viewer."""

from __future__ import annotations

from typing import Any

from intercity.organisations.ladder import climb
from intercity.organisations.models import Membership, Organisation
from intercity.organisations.permissions import may
from intercity.organisations.viewers import Viewer


def people_to_call(viewer: Viewer, organisation: Organisation) -> list[Membership]:
    """Those who speak for the organisation and let themselves be called; empty for who may not see people."""
    if not may(viewer, "organisation.see_people", organisation):
        return []
    rows = organisation.memberships.speaking().filter(listed=True).select_related("person")
    return climb(rows.order_by("person__name", "pk"))


def profile_context(viewer: Viewer, organisation: Organisation) -> dict[str, Any]:
    """What `organisations/_profile.html` shows of `organisation` to this viewer; see also `get_organisation_for`."""
    return {
        "organisation": organisation,
        "people": people_to_call(viewer, organisation),
        "sees_people": may(viewer, "organisation.see_people", organisation),
        "may_edit": may(viewer, "organisation.edit", organisation),
        "may_admit": may(viewer, "organisation.admit", organisation),
        "mine": viewer.membership_in(organisation.pk),
    }
