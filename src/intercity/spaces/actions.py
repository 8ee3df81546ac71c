"""Open, change and join spaces. The only writers of this room's tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from intercity.activity.record import record
from intercity.activity.said import change, state_before, state_of
from intercity.core.quick import exists
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.spaces.agreeing import check_agreed, has_agreed
from intercity.spaces.blueprints import BLUEPRINTS
from intercity.spaces.models import (
    AgreementAsked,
    Label,
    Space,
    SpaceCoordinator,
    SpaceMember,
    SpaceState,
    Template,
    Topic,
)

# Rows of one insert.
BATCH = 2000
# Nobody is reminded of an agreement more often.
ASK_AGAIN: Final = timedelta(days=1)


@transaction.atomic
def do_create_space(
    name: str,
    *,
    template: str = Template.CRISIS,
    description: str = "",
    state: str = SpaceState.ACTIVE,
    slug: str = "",
    coordinators: Iterable[Person] = (),
    organisations: Iterable[Organisation] = (),
    topics: Iterable[Topic] = (),
    by: Person | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Space:
    """Write a space with its coordinators and members; trusts its caller.

    `template` sets who may join, which labels can be chosen and how soon others are asked (`blueprints`), and
    `settings` whatever else a template that was made from a space says of these and of the others.
    """
    chosen = {**BLUEPRINTS[template].settings(), **(settings or {})}
    space = Space.objects.create(
        slug=slug or Space.objects.all().free_slug(name),
        name=name,
        description=description,
        template=template,
        state=state,
        **chosen,
    )
    keepers = [SpaceCoordinator(space=space, person=person) for person in coordinators]
    SpaceCoordinator.objects.bulk_create(keepers)
    members = [SpaceMember(space=space, organisation=organisation) for organisation in organisations]
    SpaceMember.objects.bulk_create(members, batch_size=BATCH)
    space.topics.set(topics)
    record(
        "space.created", space_uid=space.uid, person_uid=by.uid if by else "",
        public=space.widest_label == Label.CLEAR, data={"coordinators": [row.person.uid for row in keepers]},
        said=change({}, settings_of(space)),
    )  # fmt: skip
    return space


@transaction.atomic
def change_space(viewer: Viewer, space: Space, topics: Iterable[Topic] | None = None) -> None:
    """Save the settings that a form changed on `space`, and what it is about unless `topics` is None."""
    check_may(viewer, "space.coordinate", space)
    was = {**state_before(space), "topics": topics_of(space)}
    # Not what others write of it at the same time: that it is narrow, and which agreement binds.
    columns = [field for field in space._meta.concrete_fields if field.editable and not field.primary_key]
    space.save(update_fields=[column.name for column in columns])
    if topics is not None:
        space.topics.set(topics)
    record_changed(viewer, space, change(was, settings_of(space)))


def settings_of(space: Space) -> dict[str, Any]:
    """What coordinators decide about a space."""
    return {**state_of(space), "topics": topics_of(space)}


def topics_of(space: Space) -> list[str]:
    """What it is about."""
    return sorted(space.topics.values_list("slug", flat=True))


def record_changed(viewer: Viewer, space: Space, said: dict[str, Any] | None = None, **data: object) -> None:
    """Append that settings or coordinators of `space` changed; public pages name the space, so they are renewed."""
    record(
        "space.changed",
        space_uid=space.uid,
        person_uid=viewer.person.uid if viewer.person else "",
        public=True,
        data=data,
        said=said,
    )


@transaction.atomic
def add_coordinator(viewer: Viewer, space: Space, person: Person) -> None:
    """As coordinator of the space, let `person` look after it too; once is enough."""
    check_may(viewer, "space.coordinate", space)
    if SpaceCoordinator.objects.get_or_create(space=space, person=person)[1]:
        record_changed(viewer, space, person_uid=person.uid, coordinates=True)


@transaction.atomic
def remove_coordinator(viewer: Viewer, space: Space, person: Person) -> None:
    """As coordinator of the space, end `person`'s part in looking after it.

    The last one may go too: coordinators of the network look after every space.
    """
    check_may(viewer, "space.coordinate", space)
    if SpaceCoordinator.objects.filter(space=space, person=person).delete()[0]:
        record_changed(viewer, space, person_uid=person.uid, coordinates=False)


@transaction.atomic
def join_space(viewer: Viewer, space: Space) -> None:
    """Bring the organisation one acts for into the space; once is enough.

    AgreementNeeded where its lead has not accepted the agreement: accepting it brings it in too.
    """
    check_may(viewer, "space.join", space)
    if viewer.organisation is not None:
        check_agreed(space, viewer.organisation.pk)
    if viewer.organisation is not None and do_join(space, viewer.organisation):
        record_joined(space, viewer.organisation, viewer.person)


def do_join(space: Space, organisation: Organisation) -> bool:
    """Add `organisation` inside the caller's transaction; True when it was not in yet.

    The caller then calls `record_joined` after its own last write: the record's lock comes after row locks.
    """
    # Nearly always it is in: each post asks.
    if exists("spaces_spacemember WHERE space_id = %s AND organisation_id = %s", space.pk, organisation.pk):
        return False
    return SpaceMember.objects.get_or_create(space=space, organisation=organisation)[1]


def record_joined(space: Space, organisation: Organisation, by: Person | None = None) -> None:
    """Append that `organisation` came in: brought by a person, or (None) with its first post."""
    person = by.uid if by else ""
    record("space.joined", person_uid=person, space_uid=space.uid, organisation_uid=organisation.uid, public=True)


def do_narrow(space: Space, label: str) -> None:
    """Note, with the act, when the first thing for its own organisations only is written in a space.

    Inside the caller's transaction, directly before its own act: open streams of the space's members then end and come
    back as its own audience.
    """
    if label != Label.AMBER or space.has_narrow:
        return
    if Space.objects.filter(pk=space.pk, has_narrow=False).update(has_narrow=True):
        record("space.narrowed", space_uid=space.uid)


@transaction.atomic
def add_organisation(viewer: Viewer, space: Space, organisation: Organisation) -> bool:
    """As coordinator, bring any organisation in (partners of other levels too); True when it is in.

    Where its lead has not accepted the agreement, the lead is asked, and brings it in by accepting.
    """
    check_may(viewer, "space.coordinate", space)
    if not has_agreed(space, organisation.pk) and not is_in(space, organisation):
        do_ask_lead(space, organisation, viewer.person, comes_in=True)
        return False
    if do_join(space, organisation):
        record_joined(space, organisation, viewer.person)
    return True


def is_in(space: Space, organisation: Organisation) -> bool:
    """Whether it belongs to the space."""
    return SpaceMember.objects.filter(space=space, organisation=organisation).exists()


def do_ask_lead(space: Space, organisation: Organisation, by: Person | None, *, comes_in: bool = False) -> bool:
    """Note, inside the caller's transaction, that the lead is asked to accept the agreement; the worker tells them.

    False where they were asked within a day. `comes_in`: it is brought in, and joins when they accept.
    """
    row, made = AgreementAsked.objects.get_or_create(
        space=space, organisation=organisation, defaults={"asked_by": by, "comes_in": comes_in}
    )
    if not made and row.at > timezone.now() - ASK_AGAIN and row.comes_in >= comes_in:
        return False
    row.asked_by, row.at, row.comes_in = by, timezone.now(), row.comes_in or comes_in
    row.save(update_fields=["asked_by", "at", "comes_in"])
    record_asked(space, organisation, by)
    return True


def record_asked(space: Space, organisation: Organisation, by: Person | None, **data: object) -> None:
    """Append that the lead of `organisation` is asked to accept the agreement."""
    person = by.uid if by else ""
    record("agreement.asked", person_uid=person, space_uid=space.uid, organisation_uid=organisation.uid, data=data)


@transaction.atomic
def remove_organisation(viewer: Viewer, space: Space, organisation: Organisation) -> None:
    """As coordinator, end an organisation's part, or do not bring it in after all; its posts stay."""
    check_may(viewer, "space.coordinate", space)
    # Whoever publishes without a name counts under this lock how many of the space are like them.
    Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    asked = AgreementAsked.objects.filter(space=space, organisation=organisation).delete()[0]
    if SpaceMember.objects.filter(space=space, organisation=organisation).delete()[0]:
        by = viewer.person.uid if viewer.person else ""
        record("space.left", person_uid=by, space_uid=space.uid, organisation_uid=organisation.uid, public=True)
    elif asked:
        record_asked(space, organisation, viewer.person, taken_back=True)
