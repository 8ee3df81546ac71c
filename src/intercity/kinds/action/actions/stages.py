"""Select, accept, decline, finish and stop actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.kinds.action.models import Action, Stage, Step
from intercity.organisations.models import Organisation, Person
from intercity.organisations.permissions import check_may
from intercity.organisations.viewers import Viewer
from intercity.posts.actions.changing import do_hold, lock
from intercity.posts.actions.publishing import record_post
from intercity.posts.kinds import Act
from intercity.posts.models import Post
from intercity.posts.veils import nameable
from intercity.spaces.agreeing import check_agreed


@dataclass(frozen=True)
class Move:
    """One step that can be taken: the right it needs, the act it is, from where to where, whether it needs a reason."""

    right: str
    verb: str
    begins: tuple[Stage, ...]
    ends: Stage
    reasoned: bool = False


MOVES: Final[dict[str, Move]] = {
    "select": Move("action.select", "action.selected", (Stage.PROPOSED, Stage.DECLINED), Stage.SELECTED),
    "accept": Move("action.accept", "action.accepted", (Stage.SELECTED, Stage.DONE, Stage.STOPPED), Stage.ACCEPTED),
    "decline": Move("action.decline", "action.declined", (Stage.PROPOSED, Stage.SELECTED), Stage.DECLINED, True),
    "finish": Move("action.finish", "action.finished", (Stage.ACCEPTED,), Stage.DONE),
    "stop": Move("action.finish", "action.finished", (Stage.ACCEPTED,), Stage.STOPPED, True),
}


def move(viewer: Viewer, post: Post, name: str, reason: str = "", evidence: Post | None = None) -> Stage:
    """Take the step of that name; gives the stage that it has then. `evidence` is what was asked before it.

    Raises PermissionDenied when the policy says no, and when somebody else took another step meanwhile.
    """
    check_may(viewer, MOVES[name].right, post)
    assert viewer.acting is not None
    organisation = viewer.acting.organisation
    if MOVES[name].right == "action.accept":
        # For the lead, whichever organisation they act for just now.
        organisation = post.action.lead
        check_agreed(post.space, organisation.pk)
    return do_move(post, name, organisation, viewer.person, reason, evidence)


@transaction.atomic
def do_move(
    post: Post, name: str, organisation: Organisation, by: Person | None, reason: str = "", evidence: Post | None = None
) -> Stage:
    """Write the stage, the step and the act."""
    wanted = MOVES[name]
    post = lock(post)
    row = Action.objects.select_related("lead").get(post=post)
    if row.stage not in wanted.begins:
        raise PermissionDenied(_("A colleague was quicker: this action stands elsewhere by now. Look at it again."))
    stage = reached(row, post, wanted)
    now = timezone.now()
    row.stage, row.stage_at, row.stage_reason = stage, now, reason
    row.save(update_fields=["stage", "stage_at", "stage_reason"])
    Step.objects.create(
        action=row, stage=stage, at=now, by=by, organisation=organisation, reason=reason, evidence=evidence
    )
    if reason:
        do_hold(post, by)
    record_post(wanted.verb, post, by, stage=str(stage), organisation=organisation.uid)
    return stage


def reached(row: Action, post: Post, wanted: Move) -> Stage:
    """The stage after a step: whoever proposed to lead it itself has accepted it already."""
    if wanted.ends == Stage.SELECTED and row.lead_id == post.organisation_id:
        return Stage.ACCEPTED
    return wanted.ends


def do_ask_lead(post: Post, by: Person) -> Sequence[Act]:
    """After `by` changed a locked action: where another lead has to accept now, the step, and the act to record."""
    row = Action.objects.get(post=post)
    if row.stage != Stage.SELECTED or Step.objects.filter(action=row, at=row.stage_at).exists():
        return ()
    Step.objects.create(
        action=row, stage=row.stage, at=row.stage_at, by=nameable(post, by), organisation=post.organisation
    )
    return [Act("action.selected", {"stage": str(row.stage), "organisation": post.organisation.uid})]
