"""Tell how far an action is, and change how it is to be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.kinds.action.lines import plain_number
from intercity.kinds.action.models import Action, Indicator, Milestone, Progress, Reading, Stage, Status, Tick
from intercity.kinds.action.policies import speaking_for
from intercity.kinds.action.saving import save
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import add_revision, do_hold, keep_first_revision, lock
from intercity.posts.actions.publishing import do_publish, record_post
from intercity.posts.content import PostContent
from intercity.posts.models import Post, State
from intercity.spaces.agreeing import check_agreed


@dataclass(frozen=True)
class Told:
    """What somebody tells of an action: how it goes and why, keys of the milestones that are done, values by the keys
    of indicators. Without `status` that stays as it is.
    """

    text: str
    status: str = ""
    reason: str = ""
    reached: Sequence[int] = ()
    counted: Mapping[int, Decimal] = field(default_factory=dict)
    on: date | None = None
    uid: str = ""
    language: str = "en"


def tell(viewer: Viewer, post: Post, told: Told, along: Callable[[], object] | None = None) -> Post:
    """Publish a progress note for the organisation with which the viewer takes part in the action; gives the note.

    Sending the same `told.uid` again gives the note that stands. Raises PermissionDenied when the policy says no.
    """
    check_may(viewer, "action.progress", post)
    membership = speaking_for(viewer, post.action)
    assert membership is not None
    check_agreed(post.space, membership.organisation_id)
    return do_tell(post, told, membership.organisation, viewer.person, along)


@transaction.atomic
def do_tell(
    post: Post, told: Told, organisation: Organisation, by: Person | None, along: Callable[[], object] | None = None
) -> Post:
    """Write the note, what it changes of the action, and the acts. What `along` raises undoes all."""
    if along is not None:
        along()
    post = lock(post)
    row = Action.objects.get(post=post)
    sent = Post.objects.filter(uid=told.uid, root=post).select_related("root", "space", "organisation").first()
    if told.uid and sent is not None:
        return sent
    if row.stage != Stage.ACCEPTED:
        raise PermissionDenied(_("This action is not under way any more. Look at it again."))
    details = do_update(row, told)
    content = PostContent(body=told.text, uid=told.uid, language=told.language, details=details)
    note = do_publish(post.space, "progress", content, organisation, by, parent=post)
    day = told.on or timezone.localdate()
    ticked = Milestone.objects.filter(action=row, pk__in=told.reached)
    Tick.objects.bulk_create(Tick(milestone=one, on=day, told_by=note) for one in ticked)
    Reading.objects.bulk_create(
        Reading(indicator_id=key, value=value, on=day, told_by=note) for key, value in known(row, told).items()
    )
    do_hold(post, by)
    record_post("action.progressed", post, by, note=note.uid)
    return note


def do_update(row: Action, told: Told) -> dict[str, Any]:
    """Change a locked action as it was told; gives the details of the note."""
    if told.status:
        row.status, row.reason = told.status, "" if told.status == Status.ON_TRACK else told.reason
    row.reported_at = timezone.now()
    row.save(update_fields=["status", "reason", "reported_at"])
    parts = Milestone.objects.filter(action=row, pk__in=told.reached, done_on=None)
    titles = list(parts.order_by("number").values_list("title", flat=True))
    parts.update(done_on=told.on or timezone.localdate())
    values = known(row, told)
    rows = Indicator.objects.filter(action=row, pk__in=values)
    counted = [{"name": one.name, "unit": one.unit, "value": plain_number(values[one.pk])} for one in rows]
    return {"status": row.status, "reason": row.reason, "reached": titles, "counted": counted}


def do_recount(note: Post) -> None:
    """Count again what is known of an action: a note was just taken away, or put up again.

    A milestone that no note ticks any more is open, and it goes as the newest note says.
    Inside the caller's transaction, which holds both.
    """
    row = Action.objects.filter(post=note.root_id).first()
    if row is None:
        return
    ticks = Tick.objects.filter(told_by__state=State.PUBLISHED).order_by("on", "pk")
    for one in Milestone.objects.filter(action=row, ticks__told_by=note).distinct():
        first = ticks.filter(milestone=one).first()
        one.done_on = first.on if first is not None else None
        one.save(update_fields=["done_on"])
    notes = Progress.objects.filter(post__root=note.root_id, post__state=State.PUBLISHED).select_related("post")
    last = notes.order_by("post__published_at", "post__pk").last()
    row.status, row.reason = (last.status, last.reason) if last is not None else (Status.ON_TRACK, "")
    row.reported_at = last.post.published_at if last is not None else None
    row.save(update_fields=["status", "reason", "reported_at"])


def known(row: Action, told: Told) -> dict[int, Decimal]:
    """The values that belong to indicators which the action has now."""
    keys = set(Indicator.objects.filter(action=row).values_list("pk", flat=True))
    return {key: value for key, value in told.counted.items() if key in keys}


class ChangedMeanwhileError(Exception):
    """Somebody else changed it since the version that the writer began with; nothing was written."""


def change(viewer: Viewer, post: Post, details: Mapping[str, Any], version: int | None = None) -> None:
    """Replace how it is to be done (what `PlanFields` asks); the version before is kept. PermissionDenied as above.

    With `version` (see `together.version_of`) ChangedMeanwhileError where another one stands.
    """
    check_may(viewer, "action.change", post)
    assert viewer.person is not None
    do_change(post, details, viewer.person, version)


@transaction.atomic
def do_change(post: Post, details: Mapping[str, Any], by: Person, version: int | None = None) -> None:
    """Write it, the versions, and the act."""
    post = lock(post)
    if version is not None and post.revisions.count() != version:
        raise ChangedMeanwhileError
    keep_first_revision(post)
    save(post, details)
    add_revision(post, by)
    do_hold(post, by)
    record_post("action.changed", post, by)
