"""On the page of a roll call: the answer of the viewer's own organisation. What is personal here is kept for nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from intercity.kinds.rollcall.actions.unsaying import has_words_of
from intercity.kinds.rollcall.models import (
    Answer,
    AnswerState,
    Approving,
    How,
    Proposal,
    ProposalState,
    RollCall,
    Waits,
)
from intercity.kinds.rollcall.policies import is_open_space, may_approve_for, may_unsay_for
from intercity.kinds.rollcall.queries import own_invited, rollcall_of, waiting_for
from intercity.kinds.rollcall.reply import Said, asked_in, reply_of, said_in
from intercity.kinds.rollcall.views.case import who_sees_to_it
from intercity.organisations.models import Organisation, Person
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.posts.models import Post
from intercity.posts.panels import Place
from intercity.posts.parts import Audience, find_for
from intercity.spaces.models import Space


@dataclass(frozen=True)
class Own:
    """Where one organisation of the viewer stands. `waiting` waits for its lead, or for this person's confirmation."""

    organisation: Organisation
    answer: Answer | None
    said: Sequence[Said]
    waiting: Sequence[Proposal]
    approved_by_lead: bool
    has_words: bool
    """Whether it may take words of its own out, now that it is closed."""

    @property
    def entered(self) -> bool:
        """Entered by the coordinator, and not confirmed yet."""
        return self.answer is not None and self.answer.how == How.COORDINATOR and not self.answer.confirmed


class OwnPanel:
    """What the viewer's organisations answered, and the way to answer; nothing for whoever is not asked."""

    place: Place = "main"

    def applies(self, post: Post) -> bool:
        """Roll calls."""
        return getattr(post, "rollcall", None) is not None

    def render(self, request: Request, post: Post, audience: Audience) -> str:
        """One box for each organisation of the viewer that is asked."""
        viewer, rollcall = request.viewer, rollcall_of(post)
        # Who sees to it is no act, so it is read each time.
        asked = own_invited(viewer, rollcall)
        if not asked:
            return ""
        keys = [one.organisation_id for one in asked]
        rows = find_for(
            viewer, ("own answers", post.pk), [post.uid], lambda: own_rows(viewer, rollcall, keys), audience.since
        )
        boxes = [{"own": rows[one.organisation_id], **seeing(viewer, who_sees_to_it(one))} for one in asked]
        context = {
            "post": post, "rollcall": rollcall, "boxes": boxes, "several": len(boxes) > 1,
            "open": not rollcall.is_closed and is_open_space(post),
        }  # fmt: skip
        return render_to_string("rollcall/_own_answer.html", context, request)


def seeing(viewer: Viewer, person: Person | None) -> dict[str, Any]:
    """Who sees to it."""
    return {
        "colleague": person if person != viewer.person else None,
        "mine": person is not None and person == viewer.person,
    }


def own_rows(viewer: Viewer, rollcall: RollCall, keys: Sequence[int]) -> dict[int, Own]:
    """Where each of the viewer's organisations stands, by key."""
    asked = asked_in(rollcall)
    about = {"rollcall": rollcall, "organisation__in": keys}
    answers = Answer.objects.filter(**about, state=AnswerState.OFFICIAL).select_related("by")
    given = {one.organisation_id: one for one in answers}
    waiting = list(Proposal.objects.filter(**about, state=ProposalState.OPEN).select_related("by").order_by("-at"))
    approving = set(Approving.objects.filter(organisation__in=keys).values_list("organisation", flat=True))
    found = {}
    for one in viewer.memberships:
        key = one.organisation_id
        if key in keys:
            answer = given.get(key)
            said = said_in(reply_of(answer, asked), asked) if answer is not None else []
            mine = [row for row in waiting if row.organisation_id == key and concerns(viewer, row)]
            needs_lead = key in approving and not may_approve_for(viewer, one.organisation)
            has_words = may_unsay_for(viewer, rollcall, one.organisation) and has_words_of(rollcall, one.organisation)
            found[key] = Own(one.organisation, answer, said, mine, needs_lead, has_words)
    return found


def concerns(viewer: Viewer, row: Proposal) -> bool:
    """Whether colleagues are told of it: what waits for the lead; what was read of a mail concerns its writer only."""
    return row.waits == Waits.LEAD or (viewer.person is not None and row.by_id == viewer.person.pk)


class WaitingPanel:
    """Beside the stream of a space: that answers wait for this person."""

    def render(self, request: Request, space: Space, audience: Audience) -> str:
        """A link with the number; nothing for everybody else."""
        viewer = request.viewer
        if not any(one.may_speak for one in viewer.memberships):
            return ""
        tags = ["rollcall", "post", "space"]
        count = find_for(viewer, "answers waiting", tags, lambda: waiting_for(viewer).count(), audience.since)
        return render_to_string("rollcall/_waiting.html", {"count": count}, request) if count else ""


own = OwnPanel()
waiting = WaitingPanel()
