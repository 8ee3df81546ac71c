"""The moderators' queue, and the page of one case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intercity.moderation import actions
from intercity.moderation.actions import TakenError
from intercity.moderation.forms import AppealForm, DecisionForm, LookForm, SettleForm
from intercity.moderation.models import Case, Decision
from intercity.moderation.queries import flags_of, get_case_for, holds, name_for, queue_for, text_for, to_settle
from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.spaces.desk import get_scope_for


@signed_in
@require_safe
def queue(request: Request) -> HttpResponse:
    """What waits for a moderator, the oldest first."""
    get_scope_for(request.viewer)
    rows = [{"case": case, "name": name_for(request.viewer, case)} for case in queue_for(request.viewer)[:200]]
    return render(request, "moderation/queue.html", {"section": "desk", "rows": rows})


@signed_in
@require_safe
def own(request: Request) -> HttpResponse:
    """What was decided about one's own posts; also for whoever is suspended."""
    rows = Decision.objects.filter(person=request.viewer.person).select_related("case").order_by("-at")[:200]
    return render(request, "moderation/own.html", {"section": "me", "decisions": rows})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: Request, uid: str) -> HttpResponse:
    """A case: for moderators what people say and how to decide, for its author what was decided."""
    found = get_case_for(request.viewer, uid)
    if request.method != "POST":
        return show(request, found)
    check_may(request.viewer, "moderation.decide", found)
    form = decision_form(request, found)
    done = _("Decided. Its author is told.")
    return attempt(request, found, form, lambda: actions.decide(request.viewer, found, form.verdict()), done)


@signed_in
@require_POST
def claim(request: Request, uid: str) -> HttpResponse:
    """Take a case, so that nobody else works on it."""
    found = get_case_for(request.viewer, uid)
    try:
        actions.claim(request.viewer, found)
    except TakenError as taken:
        return show_taken(request, found, taken)
    return redirect(found)


@signed_in
@require_POST
def look(request: Request, uid: str) -> HttpResponse:
    """Open a text that is not for the moderator; its author is told."""
    found, form = get_case_for(request.viewer, uid), LookForm(request.POST)
    check_may(request.viewer, "moderation.decide", found)
    done = _("Its author is told that you read it, and why.")
    return attempt(request, found, form, lambda: actions.look(request.viewer, found, form.cleaned_data["reason"]), done)


@signed_in
@require_POST
def appeal(request: Request, uid: str) -> HttpResponse:
    """Ask that another moderator look again."""
    found, form = get_case_for(request.viewer, uid), AppealForm(request.POST)
    if not hasattr(found, "decision"):
        raise Http404
    done = _("Thank you. Another moderator looks at it.")
    return attempt(
        request, found, form, lambda: actions.appeal(request.viewer, found.decision, form.cleaned_data["words"]), done
    )


@signed_in
@require_POST
def settle(request: Request, uid: str) -> HttpResponse:
    """Decide about an appeal."""
    found, form = get_case_for(request.viewer, uid), SettleForm(request.POST)
    given = getattr(getattr(found, "decision", None), "appeal", None)
    if given is None:
        raise Http404
    check_may(request.viewer, "moderation.decide", found)

    def act() -> None:
        data = form.cleaned_data
        actions.settle(request.viewer, given, granted=data["granted"] == "1", answer=data["answer"])

    return attempt(request, found, form, act, _("Decided. Its author is told."))


def attempt(request: Request, found: Case, form: forms.BaseForm, act: Callable[[], object], done: str) -> HttpResponse:
    """Do `act` where the form is complete; what is refused is shown with all that was typed."""
    if not form.is_valid():
        return show(request, found, form, status=422)
    try:
        act()
    except ValidationError as refused:
        form.add_error(None, refused)
        return show(request, found, form, status=422)
    except TakenError as taken:
        return show_taken(request, found, taken, form)
    messages.success(request, done)
    return redirect(found)


def show_taken(request: Request, found: Case, taken: TakenError, form: forms.BaseForm | None = None) -> HttpResponse:
    """The page again, with who has the case (409)."""
    return show(request, get_case_for(request.viewer, found.uid), form, status=409, taken=taken)


def show(
    request: Request, found: Case, form: forms.BaseForm | None = None, status: int = 200, **more: object
) -> HttpResponse:
    """The page, with the form as it was sent where it was."""
    response = render(request, "moderation/case.html", {**context_of(request, found, form), **more}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def context_of(request: Request, found: Case, sent: forms.BaseForm | None) -> dict[str, Any]:
    """What the viewer may see of a case, and the forms for what they may do now."""
    viewer = request.viewer
    decision = getattr(found, "decision", None)
    given = getattr(decision, "appeal", None)
    moderates, post = may(viewer, "moderation.decide", found), text_for(viewer, found)
    held, settles = holds(viewer, found), to_settle(viewer, found) is not None
    return {
        "section": "desk", "case": found, "space": found.post.space, "post": post, "moderates": moderates,
        # Reasons may quote the text: who may not read that reads none but their own.
        "reads": post is not None or (decision is not None and decision.person == viewer.person),
        "holds": held, "decision": decision, "appeal": given,
        "flags": flags_of(found) if moderates and post is not None else [],
        "decide_form": fresh(sent, DecisionForm, lambda: decision_form(request, found)) if held and post else None,
        "look_form": fresh(sent, LookForm, LookForm) if (held or settles) and not post else None,
        "appeal_form": fresh(sent, AppealForm, AppealForm)
        if decision and may(viewer, "moderation.appeal", decision) else None,
        "settle_form": fresh(sent, SettleForm, SettleForm) if settles and post else None,
    }  # fmt: skip


def fresh(sent: forms.BaseForm | None, sort: type[forms.BaseForm], make: Callable[[], forms.BaseForm]) -> Any:
    """The form that was sent, where it is of that sort; else a new one."""
    return sent if isinstance(sent, sort) else make()


def decision_form(request: Request, found: Case) -> DecisionForm:
    """The form with what this moderator may decide."""
    # The page that a form is shown on again is made by the same request.
    form = DecisionForm(request.POST if request.method == "POST" and "sort" in request.POST else None)
    return form if may(request.viewer, "moderation.suspend", found) else form.only_for_space()
