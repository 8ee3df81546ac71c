"""Make, take in and remove templates, and open a space from one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.activity.record import record
from intercity.organisations.models import Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.spaces.grown.making import shape_of
from intercity.spaces.grown.parts import all_parts
from intercity.spaces.grown.shape import NamedTopic, Shape
from intercity.spaces.models import Space, SpaceTemplate, Topic
from intercity.spaces.terms import do_save_terms


def make_template(
    viewer: Viewer, space: Space, name: str, description: str, *, agreement: bool = True
) -> SpaceTemplate:
    """As coordinator of `space`, keep a template of it; one of the same name becomes its next version.

    ValidationError where its words name somebody.
    """
    check_may(viewer, "space.coordinate", space)
    shape = shape_of(space, name, description, agreement=agreement)
    return do_keep(shape, viewer.person, space_uid=space.uid)


@transaction.atomic
def import_template(viewer: Viewer, shape: Shape, *, adds_topics: bool) -> SpaceTemplate:
    """As coordinator of the network, keep a template from elsewhere; its unknown topics are added, or left out."""
    check_may(viewer, "network.coordinate")
    return do_keep(do_settle_topics(shape, viewer, adds=adds_topics), viewer.person)


@transaction.atomic
def remove_template(viewer: Viewer, row: SpaceTemplate) -> None:
    """As coordinator of the network, delete one version; spaces made from it stay as they are."""
    check_may(viewer, "network.coordinate")
    uid = row.uid
    if SpaceTemplate.objects.filter(pk=row.pk).delete()[0]:
        record_template("template.removed", uid, viewer.person)


def do_settle_topics(shape: Shape, viewer: Viewer | None, *, adds: bool) -> Shape:
    """Add the topics that are not known here, inside the caller's transaction, or leave them out of the template."""
    unknown = shape.unknown_topics()
    if not adds:
        return shape.without(unknown)
    do_save_terms([topic_from(one) for one in unknown], viewer)
    return shape


def topic_from(named: NamedTopic) -> Topic:
    """A new topic, at the end of the list."""
    return Topic(slug=named.slug, labels=dict(named.labels))


@transaction.atomic
def do_keep(shape: Shape, by: Person | None, space_uid: str = "") -> SpaceTemplate:
    """Write the next version of that name, and the act. ValidationError where somebody was quicker."""
    last = SpaceTemplate.objects.filter(name=shape.name).aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            row = SpaceTemplate.objects.create(
                name=shape.name, version=last + 1, data=shape.plain(), by=by, made_at=timezone.now()
            )
    except IntegrityError as error:
        said = _("Somebody kept a template of this name in the same moment. Send yours again.")
        raise ValidationError(said) from error
    record_template("template.made", row.uid, by, space_uid)
    return row


def record_template(verb: str, uid: str, by: Person | None, space_uid: str = "") -> None:
    """Append it; no page for readers without an account shows templates."""
    data: dict[str, Any] = {"template": uid}
    record(verb, person_uid=by.uid if by else "", space_uid=space_uid, data=data)


def do_bring_parts(space: Space, shape: Shape, by: Person | None) -> None:
    """Write what rooms above the spaces carry into a new space, inside the caller's transaction."""
    for name, data in shape.parts.items():
        all_parts()[name].bring(space, data, by)


def topics_in(shape: Shape) -> list[Topic]:
    """Its topics, as far as they are here and in use."""
    return list(Topic.objects.filter(slug__in=[one.slug for one in shape.topics], retired=False))
