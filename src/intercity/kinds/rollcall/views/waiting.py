"""What waits to become an answer: read from one's mail, or written by a colleague whose lead approves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from intercity.kinds.rollcall.actions.answering import AnsweredMeanwhileError
from intercity.kinds.rollcall.actions.approving import confirm, discard, set_approving
from intercity.kinds.rollcall.forms.answering import AnswerForm
from intercity.kinds.rollcall.links import PARAM, ExpiredError, ForgedError, Named, read_proposal_token
from intercity.kinds.rollcall.models import Approving, Invited, Proposal, ProposalState, Waits
from intercity.kinds.rollcall.queries import get_proposal_for, waiting_for
from intercity.kinds.rollcall.reply import asked_in, beside_each_other, in_short, reply_of, said_in
from intercity.kinds.rollcall.views.answering import own_box
from intercity.kinds.rollcall.views.case import Case, case_context, form_for, meanwhile, read_seen, said_after
from intercity.kinds.rollcall.views.link import (
    EXPIRED,
    FORGED,
    GONE,
    LEFT,
    OTHERS,
    RefusedError,
    described,
    is_known_browser,
    know_browser,
    refusal,
    unseen,
)
from intercity.organisations.models import Person
from intercity.organisations.queries import get_organisation_for
from intercity.organisations.request import Request
from intercity.organisations.strength import FactorNeeded, without_factor
from intercity.organisations.viewers import Viewer, viewer_for
from intercity.organisations.views.shared import signed_in
from intercity.spaces.agreeing import AgreementNeeded

MOST_LISTED = 100


@signed_in
@never_cache
@require_safe
def waiting(request: Request) -> HttpResponse:
    """All that this person can decide."""
    found = waiting_for(request.viewer)[:MOST_LISTED]
    rows = [{"proposal": one, "text": text_of(one), "by_lead": one.waits == Waits.LEAD} for one in found]
    return render(request, "rollcall/answers_waiting.html", {"section": "me", "rows": rows})


def text_of(proposal: Proposal) -> str:
    """What it says, in one line."""
    asked = asked_in(proposal.rollcall)
    return in_short(reply_of(proposal, asked), asked)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: Request, uid: str) -> HttpResponse:
    """What was understood, to confirm, correct or discard. The link in the mail works for its writer without sign-in;
    opening it changes nothing.
    """
    try:
        viewer = decider(request, uid)
        if viewer.person is None:
            return redirect_to_login(request.path)
        found = get_for(request, viewer, uid)
        check_not_used_elsewhere(request, found, viewer.person)
        return unseen(decided(request, found, viewer))
    except (AgreementNeeded, FactorNeeded):
        raise
    except PermissionDenied:
        # Decided, closed or taken away in this very moment: the page says so.
        return redirect(request.get_full_path())
    except RefusedError as refused:
        return unseen(refusal(request, refused))


def decider(request: Request, uid: str) -> Viewer:
    """Who decides: whoever is signed in, else whom the link was made for. RefusedError where it does not work."""
    token = request.GET.get(PARAM, "")
    if request.viewer.person is not None or not token:
        return request.viewer
    try:
        person_uid = read_proposal_token(token, uid)
    except ExpiredError as error:
        raise RefusedError(EXPIRED, sign_in_to=request.path) from error
    except ForgedError as error:
        raise RefusedError(FORGED, sign_in_to=request.path) from error
    person = Person.objects.filter(uid=person_uid, is_active=True).first()
    if person is None or person.is_suspended:
        raise RefusedError(LEFT)
    return without_factor(viewer_for(person))


def check_not_used_elsewhere(request: Request, found: Proposal, person: Person) -> None:
    """RefusedError where nobody is signed in and the link was used in another browser: it was forwarded since."""
    by_link = request.viewer.person is None and found.settled_by_id == person.pk
    if by_link and not is_known_browser(request, named_by(found, person)):
        raise RefusedError(OTHERS, f"{described(person)} · {found.organisation.name}", request.path)


def named_by(found: Proposal, person: Person) -> Named:
    """What binds the link to a browser."""
    return Named(person.uid, found.uid, found.organisation.uid)


def get_for(request: Request, viewer: Viewer, uid: str) -> Proposal:
    """The proposal. Where it came by a link, the page says why there is nothing to see, without the question."""
    try:
        return get_proposal_for(viewer, uid)
    except Http404 as error:
        if not request.GET.get(PARAM):
            raise
        raise why_not(request, uid) from error


def why_not(request: Request, uid: str) -> RefusedError:
    """Why a link that was made for somebody shows nothing to whoever opened it."""
    try:
        person = Person.objects.filter(uid=read_proposal_token(request.GET[PARAM], uid)).first()
    except (ExpiredError, ForgedError):
        return RefusedError(FORGED)
    if person is not None and request.viewer.person is not None and person.pk != request.viewer.person.pk:
        return RefusedError(OTHERS, described(person))
    return RefusedError(GONE)


def decided(request: Request, found: Proposal, viewer: Viewer) -> HttpResponse:
    """The page, or what became of the decision."""
    own = viewer.membership_in(found.organisation_id)
    own_viewer = viewer_for(viewer.person, own.pk if own else None)
    case = case_of(found, own_viewer if viewer.strong else without_factor(own_viewer))
    if found.state != ProposalState.OPEN or found.rollcall.is_closed:
        return render(request, "rollcall/proposal_settled.html", settled_context(case, found))
    if request.method == "POST" and "discard" in request.POST:
        discard(case.viewer, found)
        messages.success(request, _("It was discarded: nothing was answered."))
        return after_use(request, found, request.get_full_path())
    form = form_for(request, case, reply_of(found, case.asked))
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "rollcall/proposal.html", proposal_context(case, found, form), status=status)
    try:
        given = confirm(case.viewer, found, form.reply(), seen=read_seen(request))
    except AnsweredMeanwhileError as told:
        return meanwhile(request, case, form, told.standing)
    messages.success(request, said_after(given, case.organisation))
    return after_use(request, found, own_box(found.rollcall.post))


def after_use(request: Request, found: Proposal, path: str) -> HttpResponse:
    """On to `path`; whoever came by the link stays with it, in this browser only."""
    if request.viewer.person is not None:
        return redirect(path)
    response = redirect(request.get_full_path())
    if found.by is not None:
        know_browser(response, named_by(found, found.by), request.path)
    return response


def case_of(found: Proposal, viewer: Viewer) -> Case:
    """The case that it is about."""
    invited = Invited.objects.select_related("answering").get(rollcall=found.rollcall, organisation=found.organisation)
    invited.organisation = found.organisation
    return Case(viewer, found.rollcall, invited)


def proposal_context(case: Case, found: Proposal, form: AnswerForm) -> dict[str, Any]:
    """What was understood, out of which words, and what stands now."""
    reply = reply_of(found, case.asked)
    lines = beside_each_other(case.stands, reply, case.asked) if case.stands else []
    return {
        **case_context(case, form), "proposal": found, "understood": said_in(reply, case.asked), "lines": lines,
        "by_lead": found.waits == Waits.LEAD, "nothing": not reply.values and not reply.no_capacity,
    }  # fmt: skip


def settled_context(case: Case, found: Proposal) -> dict[str, Any]:
    """What became of it, and what stands now."""
    return {
        "section": "spaces", "post": found.rollcall.post, "space": found.rollcall.post.space, "proposal": found,
        "organisation": case.organisation, "rollcall": found.rollcall,
        "said": said_in(case.stands, case.asked) if case.stands else [],
    }  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def approving(request: Request, slug: str) -> HttpResponse:
    """Whether the lead approves answers before they count; for the organisation's lead."""
    organisation = get_organisation_for(request.viewer, slug, "organisation.edit")
    if request.method == "POST":
        set_approving(request.viewer, organisation, wanted="wanted" in request.POST)
        messages.success(request, _("Your settings were saved."))
        return redirect("rollcall_approving", organisation.slug)
    wanted = Approving.objects.filter(organisation=organisation).exists()
    context = {"section": "organisations", "organisation": organisation, "wanted": wanted}
    return render(request, "rollcall/approving.html", context)
