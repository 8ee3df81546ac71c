"""An organisation that was asked passes it on, or says that it cannot help."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intercity.matching.actions import decline, pass_on
from intercity.matching.forms import ColleagueForm
from intercity.matching.models import Asked
from intercity.matching.queries import colleagues, get_asked_for, has_answered_all
from intercity.matching.reasons import from_stored, sentences
from intercity.matching.telling import DECLINE, PASS
from intercity.organisations.request import Request
from intercity.posts.queries import get_post_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request, uid: str) -> HttpResponse:
    """What mail buttons open: one thing to confirm. Opening it changes nothing, for scanners open every link.

    404 for whoever may not see the question, or speaks for no organisation that was asked; the question itself for
    whoever has answered meanwhile.
    """
    post = get_post_for(request.viewer, uid)
    if has_answered_all(request.viewer, post):
        messages.info(request, _("Your organisation has answered this already. Thank you."))
        return redirect(post)
    values = request.POST if request.method == "POST" else request.GET
    asked = get_asked_for(request.viewer, post, values.get("organisation", ""))
    what = DECLINE if values.get("do") == DECLINE else PASS
    if request.method != "POST":
        return show(request, asked, what)
    return do_decline(request, asked) if what == DECLINE else do_pass(request, asked)


def do_decline(request: Request, asked: Asked) -> HttpResponse:
    """Note that the organisation cannot help."""
    decline(request.viewer, asked)
    messages.success(request, _("Thank you for telling. You are not asked again about this."))
    return redirect(asked.post)


def do_pass(request: Request, asked: Asked) -> HttpResponse:
    """Hand it to the chosen colleague."""
    form = ColleagueForm(request.POST, choices=colleagues(request.viewer, asked.organisation))
    if not form.is_valid():
        return show(request, asked, PASS, form=form, status=422)
    colleague = form.cleaned_data["colleague"]
    pass_on(request.viewer, asked, colleague)
    messages.success(request, _("Passed to %(person)s, who hears of it now.") % {"person": colleague.person})
    return redirect(asked.post)


def show(request: Request, asked: Asked, what: str, *, form: Any = None, status: int = 200) -> HttpResponse:
    """The page with its one button."""
    choices = colleagues(request.viewer, asked.organisation)
    context = {
        "section": "spaces",
        "post": asked.post,
        "asked": asked,
        "what": what,
        "reasons": sentences(from_stored(asked.reasons)),
        "form": form or ColleagueForm(choices=choices),
        "has_colleagues": choices.exists(),
    }
    return render(request, "matching/settle.html", context, status=status)
