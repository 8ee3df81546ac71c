"""Saved readers of an organisation: keep a choice under a name, change it, delete it.

They are copied when a post is published: changing a group opens no older text to anybody, and closes none.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import check_may, rule
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.naming import check_named, present, tidied
from intercity.posts.content import Entry
from intercity.posts.models import SharingGroup, SharingGroupEntry

LONGEST_NAME = 80


@rule("organisation.keep_groups")
def keep_groups(viewer: Viewer, organisation: Organisation) -> bool:
    """Use, make and change its saved readers: whoever speaks for it."""
    return viewer.may_speak_for(organisation.pk)


def groups_for(viewer: Viewer, organisation: Organisation | None) -> QuerySet[SharingGroup]:
    """The groups of an organisation, for whoever speaks for it; none for others."""
    if organisation is None or not viewer.may_speak_for(organisation.pk):
        return SharingGroup.objects.none()
    return SharingGroup.objects.filter(owner=organisation).order_by("name", "pk")


def get_group_for(viewer: Viewer, organisation: Organisation, uid: str) -> SharingGroup:
    """The group, or Http404."""
    group = groups_for(viewer, organisation).filter(uid=uid).first()
    if group is None:
        raise Http404
    return group


def entries_in(group: SharingGroup) -> list[Entry]:
    """Whom the group means now; who has left their organisation is left out."""
    rows = group.entries.select_related("organisation", "person").order_by("organisation__name", "person__name", "pk")
    return present(Entry(row.organisation, row.person) for row in rows)


@transaction.atomic
def save_group(viewer: Viewer, organisation: Organisation, name: str, entries: Iterable[Entry]) -> SharingGroup:
    """Keep readers under a new name. Raises ValidationError for a name that cannot be, and for nobody."""
    check_may(viewer, "organisation.keep_groups", organisation)
    group = SharingGroup(owner=organisation, name=check_name(organisation, name))
    rows = check_entries(viewer, entries)
    group.save()
    do_fill(group, rows)
    record_groups(viewer, group.owner)
    return group


@transaction.atomic
def change_group(viewer: Viewer, group: SharingGroup, name: str, entries: Iterable[Entry]) -> None:
    """Call it something else, or let it mean others from now on. Raises ValidationError."""
    check_may(viewer, "organisation.keep_groups", group.owner)
    group.name = check_name(group.owner, name, group)
    rows = check_entries(viewer, entries)
    group.save(update_fields=["name"])
    group.entries.all().delete()
    do_fill(group, rows)
    record_groups(viewer, group.owner)


@transaction.atomic
def delete_group(viewer: Viewer, group: SharingGroup) -> None:
    """Forget it; what was published for its readers stays with them."""
    check_may(viewer, "organisation.keep_groups", group.owner)
    owner = group.owner
    group.delete()
    record_groups(viewer, owner)


def check_entries(viewer: Viewer, entries: Iterable[Entry]) -> list[Entry]:
    """The readers, each once; ValidationError when there are none or `viewer` may not name them."""
    rows = tidied(entries)
    try:
        check_named(viewer, None, rows)
    except PermissionDenied as refused:
        raise ValidationError(str(refused)) from refused
    return rows


def do_fill(group: SharingGroup, entries: Iterable[Entry]) -> None:
    """Write who is in it, inside the caller's transaction."""
    rows = [SharingGroupEntry(group=group, organisation=one.organisation, person=one.person) for one in entries]
    SharingGroupEntry.objects.bulk_create(rows)


def check_name(organisation: Organisation, name: str, group: SharingGroup | None = None) -> str:
    """The name on one line; ValidationError when it is empty, too long, or another group can be mistaken for it."""
    line = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not line:
        raise ValidationError(_("Give the group a name."))
    if len(line) > LONGEST_NAME:
        raise ValidationError(_("Keep the name shorter than %(most)s letters.") % {"most": LONGEST_NAME})
    others = organisation.sharing_groups.all()
    if group is not None:
        others = others.exclude(pk=group.pk)
    if line.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
        raise ValidationError(_("Another group has this name. Choose a different one."))
    return line


def record_groups(viewer: Viewer, organisation: Organisation) -> None:
    """Append that the groups of `organisation` changed."""
    person = viewer.person.uid if viewer.person else ""
    record("group.changed", person_uid=person, organisation_uid=organisation.uid)
