"""Saved lists of organisations: keep a choice, rename it, delete it, bring it into every new crisis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.activity.said import change, state_before, state_of
from intercity.core.quick import insert_links
from intercity.organisations.permissions import check_may, may, rule
from intercity.organisations.viewers import Viewer
from intercity.spaces.models import OrganisationList, Space

LONGEST_NAME = 80


class NameTakenError(Exception):
    """A list cannot be called so, and why, in words for the person."""


@rule("list.change", goes_on=True)
def change_list(viewer: Viewer, row: OrganisationList) -> bool:
    """Rename or delete: the coordinators of its space; one of the whole network, the coordinators of that."""
    return may(viewer, "network.coordinate") if row.space is None else may(viewer, "space.coordinate", row.space)


def lists_for(viewer: Viewer, space: Space) -> QuerySet[OrganisationList]:
    """The lists that `viewer` can choose in a space: all of them for its coordinators, none for others."""
    rows = OrganisationList.objects.offered_in(space).order_by("name", "pk")
    return rows if may(viewer, "space.coordinate", space) else rows.none()


def get_list_for(viewer: Viewer, space: Space, uid: str) -> OrganisationList:
    """A list that can be chosen in `space`, or Http404 for whoever does not coordinate it."""
    row = lists_for(viewer, space).filter(uid=uid).select_related("space").first()
    if row is None:
        raise Http404
    return row


@transaction.atomic
def save_list(viewer: Viewer, space: Space, name: str, organisations: Sequence[int]) -> OrganisationList:
    """As coordinator of `space`, keep organisations (by key) under a name. Raises NameTakenError."""
    check_may(viewer, "space.coordinate", space)
    name = check_name(space, name)
    if not organisations:
        raise NameTakenError(_("Nobody is chosen: there is nothing to save."))
    row = OrganisationList.objects.create(space=space, name=name, made_by=viewer.person)
    insert_links(OrganisationList.organisations.through, ("organisationlist", row.pk), "organisation", organisations)
    record_list(viewer, row, change({}, {**state_of(row), "organisations": len(organisations)}))
    return row


@transaction.atomic
def rename_list(viewer: Viewer, row: OrganisationList, name: str) -> None:
    """Call it something else. Raises NameTakenError."""
    check_may(viewer, "list.change", row)
    was = state_before(row)
    row.name = check_name(row.space, name, row)
    row.save(update_fields=["name", "changed_at"])
    record_list(viewer, row, change(was, state_of(row)))


@transaction.atomic
def delete_list(viewer: Viewer, row: OrganisationList) -> None:
    """Forget it; whoever was asked by it stays asked."""
    check_may(viewer, "list.change", row)
    was = state_before(row)
    row.delete()
    record_list(viewer, row, change(was, {}))


@transaction.atomic
def make_standing(viewer: Viewer, row: OrganisationList, *, on: bool) -> None:
    """As coordinator of the network, bring its organisations into every new crisis, or no more.

    It belongs to the whole network from then on. Raises NameTakenError when the network has one of that name.
    """
    check_may(viewer, "network.coordinate")
    check_name(None, row.name, row)
    was = state_before(row)
    row.space, row.is_standing = None, on
    row.save(update_fields=["space", "is_standing", "changed_at"])
    record_list(viewer, row, change(was, state_of(row)))


def check_name(space: Space | None, name: str, row: OrganisationList | None = None) -> str:
    """The name on one line; NameTakenError when it is empty, too long, or another list can be mistaken for it."""
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not name:
        raise NameTakenError(_("Give the list a name."))
    if len(name) > LONGEST_NAME:
        raise NameTakenError(_("Keep the name shorter than %(most)s letters.") % {"most": LONGEST_NAME})
    others = OrganisationList.objects.offered_in(space)
    if row is not None:
        others = others.exclude(pk=row.pk)
    if name.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
        raise NameTakenError(_("Another list has this name. Choose a different one."))
    return name


def record_list(viewer: Viewer, row: OrganisationList, said: dict[str, Any]) -> None:
    """Append that a list changed; its name is for coordinators and stands only in what can be erased."""
    record(
        "list.changed",
        person_uid=viewer.person.uid if viewer.person else "",
        space_uid=row.space.uid if row.space else "",
        data={"list": row.uid},
        said=said,
    )
