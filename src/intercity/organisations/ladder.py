"""How well a member is known: invited, mail domain confirmed, confirmed by somebody, second factor in use."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from intercity.organisations.factors import who_has_factors
from intercity.organisations.models import Invitation, Membership


@dataclass(frozen=True)
class Step:
    """One step: what it is called, whether it was reached, when and by whom, as far as that is known."""

    name: str
    reached: bool
    at: datetime | None = None
    by: str = ""


def climb(memberships: Iterable[Membership]) -> list[Membership]:
    """The memberships, each with its `steps` (a list of Step), in three questions for all of them.

    They come with `person`; who confirmed them is asked for here.
    """
    # The viewer's own are shared by requests: nobody may change them.
    rows = [copy(row) for row in memberships]
    strong = who_has_factors([row.person_id for row in rows])
    invited = invitations_of(rows)
    pks = [row.pk for row in rows]
    confirmed = {row.pk: row for row in Membership.objects.filter(pk__in=pks).select_related("verified_by")}
    for row in rows:
        steps = steps_of(confirmed.get(row.pk, row), invited.get(key(row)), row.person_id in strong)
        row.steps = steps  # type: ignore[attr-defined]
    return rows


def key(row: Membership) -> tuple[int, int]:
    """What an accepted invitation and a membership have in common."""
    return row.person_id, row.organisation_id


def invitations_of(rows: list[Membership]) -> dict[tuple[int, int], Invitation]:
    """The invitation that each came by, if any; the newest where there were several."""
    found = Invitation.objects.filter(
        accepted_by__in=[row.person_id for row in rows], organisation__in=[row.organisation_id for row in rows]
    )
    return {(i.accepted_by_id, i.organisation_id): i for i in found.order_by("accepted_at")}  # type: ignore[misc]


def steps_of(row: Membership, invitation: Invitation | None, has_factor: bool) -> list[Step]:
    """The four steps, in order."""
    by = str(row.verified_by) if row.verified_by else ""
    return [
        Step(_("Invited"), invitation is not None, invitation.accepted_at if invitation else None),
        Step(_("Mail domain confirmed"), row.domain_confirmed_at is not None, row.domain_confirmed_at),
        Step(_("Confirmed"), row.verified_at is not None, row.verified_at, by),
        Step(_("Second factor in use"), has_factor),
    ]
