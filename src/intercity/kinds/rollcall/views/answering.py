"""Answer for one's organisation, take it back, say that one sees to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from intercity.activity.kept import catch_up
from intercity.kinds.rollcall.actions.answering import AnsweredMeanwhileError, answer, see_to_it, withdraw
from intercity.kinds.rollcall.forms.answering import AnswerForm
from intercity.kinds.rollcall.queries import get_rollcall_for, own_invited
from intercity.kinds.rollcall.views.case import (
    Case,
    case_context,
    case_for,
    closed_meanwhile,
    form_for,
    meanwhile,
    own_case,
    read_seen,
    said_after,
    who_sees_to_it,
)
from intercity.kinds.rollcall.views.words import words_between
from intercity.organisations.request import Request
from intercity.organisations.views.shared import back, signed_in
from intercity.posts.models import Post
from intercity.posts.views.between import CHANGE


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: Request, uid: str) -> HttpResponse:
    """The form with what stands; `again` fills in what was answered to an earlier one. Opening it changes nothing.

    What was typed is shown again where it was closed meanwhile.
    """
    known = catch_up()
    try:
        return form_or_answer(request, uid, known)
    except PermissionDenied:
        rollcall = get_rollcall_for(request.viewer, uid)
        if request.method != "POST" or not rollcall.is_closed:
            raise
        return closed_meanwhile(request, own_case(request, request.viewer, rollcall))


def form_or_answer(request: Request, uid: str, known: int) -> HttpResponse:
    """The form, or the answer as it was sent. PermissionDenied as `case_for`."""
    case = case_for(request, request.viewer, get_rollcall_for(request.viewer, uid))
    form = form_for(request, case)
    changes = CHANGE in request.POST
    if request.method != "POST" or changes or not form.is_valid():
        context = {**page_context(case, form), "known": known}
        return render(request, "rollcall/answer.html", context, status=422 if form.is_bound and not changes else 200)
    asked = words_between(request, case, form)
    if asked is not None:
        return asked
    try:
        given = answer(case.viewer, case.rollcall, case.organisation, form.reply(), seen=read_seen(request))
    except AnsweredMeanwhileError as told:
        return meanwhile(request, case, form, told.standing)
    messages.success(request, said_after(given, case.organisation))
    return redirect(own_box(case.rollcall.post))


def page_context(case: Case, form: AnswerForm) -> dict[str, Any]:
    """The page of whoever is signed in: also for whom else they can answer, and who sees to it."""
    others = [one.organisation for one in own_invited(case.viewer, case.rollcall) if one.pk != case.invited.pk]
    mine = who_sees_to_it(case.invited) == case.viewer.person
    return {**case_context(case, form), "others": others, "mine": mine, "since": case.invited.answering_at}


def own_box(post: Post) -> str:
    """The place of one's own answer on the page of a roll call."""
    return f"{post.get_absolute_url()}#own-answer"


@signed_in
@require_POST
def take_back(request: Request, uid: str) -> HttpResponse:
    """Withdraw the answer: it counts no more, its versions stay."""
    case = own_case(request, request.viewer, get_rollcall_for(request.viewer, uid))
    withdraw(case.viewer, case.rollcall, case.organisation)
    said = _("The answer of %(organisation)s no longer counts. You can answer again at any time.")
    messages.success(request, said % {"organisation": case.organisation.plate})
    return redirect(own_box(case.rollcall.post))


@signed_in
@require_POST
def seeing_to_it(request: Request, uid: str) -> HttpResponse:
    """Tell colleagues that one sees to it, or (`on=0`) no more."""
    case = case_for(request, request.viewer, get_rollcall_for(request.viewer, uid))
    on = request.POST.get("on") != "0"
    see_to_it(case.viewer, case.rollcall, case.organisation, on=on)
    said = _("Your colleagues see for half an hour that you see to it.") if on else _("Your colleagues may see to it.")
    messages.success(request, said)
    return back(request, own_box(case.rollcall.post))
