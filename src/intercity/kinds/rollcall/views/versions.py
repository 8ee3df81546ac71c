"""What one organisation answered, and what it was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intercity.kinds.rollcall.models import Answer, AnswerState, AnswerVersion, RollCall
from intercity.kinds.rollcall.queries import asked_organisation, get_rollcall_for
from intercity.kinds.rollcall.reply import Differing, Said, asked_in, beside_each_other, reply_of, said_in
from intercity.kinds.rollcall.seeing import for_whom
from intercity.kinds.rollcall.values.types import Asked
from intercity.kinds.rollcall.visibility import answers_label, is_inside, sees_earlier, sight_of
from intercity.organisations.models import Organisation
from intercity.organisations.permissions import may
from intercity.organisations.request import Request
from intercity.organisations.viewers import Viewer
from intercity.organisations.views.shared import signed_in
from intercity.posts.models import Post

MOST_VERSIONS = 20


@dataclass(frozen=True)
class Told:
    """One version: what it said, or (after the first) what it changed."""

    version: AnswerVersion
    said: Sequence[Said]
    changed: Sequence[Differing]
    withdrawn: bool


@signed_in
@require_safe
def versions(request: Request, uid: str, slug: str) -> HttpResponse:
    """All versions of the answer of one organisation, the newest first."""
    rollcall = get_rollcall_for(request.viewer, uid)
    check_sees_versions(request.viewer, rollcall.post, slug)
    organisation = asked_organisation(slug, rollcall)
    check_named(request.viewer, rollcall, organisation)
    rows = AnswerVersion.objects.filter(rollcall=rollcall, organisation=organisation).select_related("by")
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 9:
        rows = rows.filter(version__lt=int(before))
    found = list(rows.order_by("-version")[: MOST_VERSIONS + 1])
    if not found:
        raise Http404
    more = found[MOST_VERSIONS - 1].version if len(found) > MOST_VERSIONS else None
    context = {
        "section": "spaces", "post": rollcall.post, "space": rollcall.post.space, "organisation": organisation,
        "versions": told(found, asked_in(rollcall))[:MOST_VERSIONS], "before": more,
        "sees_people": may(request.viewer, "organisation.see_people", organisation),
    }  # fmt: skip
    return render(request, "rollcall/answer_versions.html", context)


def check_sees_versions(viewer: Viewer, post: Post, slug: str) -> None:
    """Refuse whoever may not see the answers, or not what they said before. An organisation's own people see their own.

    Asked before anything is looked up: a refusal does not tell who is asked.
    """
    if any(one.organisation.slug == slug for one in viewer.memberships):
        return
    sight = sight_of(viewer, post)
    if not sight.answers:
        raise PermissionDenied(for_whom(answers_label(post)))
    if not sees_earlier(viewer, sight):
        raise PermissionDenied(_("Earlier versions of answers are for members of the network."))


def check_named(viewer: Viewer, rollcall: RollCall, organisation: Organisation) -> None:
    """Http404 outside the space for who took their answer back: they are among those who have not answered."""
    answers = Answer.objects.filter(rollcall=rollcall, organisation=organisation, state=AnswerState.OFFICIAL)
    own = organisation.pk in viewer.organisation_ids
    if not own and not answers.exists() and not is_inside(viewer, rollcall.post.space):
        raise Http404


def told(found: Sequence[AnswerVersion], asked: Sequence[Asked]) -> list[Told]:
    """Each version against the next in `found`, which is the one before it in time."""
    older: list[AnswerVersion | None] = [*found[1:], None][: len(found)]
    return [one_told(now, before, asked) for now, before in zip(found, older, strict=True)]


def one_told(now: AnswerVersion, before: AnswerVersion | None, asked: Sequence[Asked]) -> Told:
    """One version; what was withdrawn said nothing."""
    withdrawn = now.state == AnswerState.WITHDRAWN
    reply = reply_of(now, asked)
    if withdrawn or before is None or before.state == AnswerState.WITHDRAWN:
        return Told(now, [] if withdrawn else said_in(reply, asked), [], withdrawn)
    lines = beside_each_other(reply_of(before, asked), reply, asked)
    return Told(now, [], [line for line in lines if line.differs], withdrawn)
