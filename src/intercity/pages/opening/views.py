"""The page on which a space is opened."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from intercity.organisations.permissions import check_may, may
from intercity.organisations.request import Request
from intercity.pages.opening.forms import OpenForm
from intercity.pages.opening.opening import Opened, do_open
from intercity.spaces.models import Space


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_new(request: Request) -> HttpResponse:
    """Open a space; a crisis goes on with its first question, which is filled in already."""
    check_may(request.viewer, "network.coordinate")
    form = OpenForm(request.viewer, request.POST if request.method == "POST" else None, request.GET.get("template", ""))
    if form.is_bound and form.is_valid():
        organisation = request.viewer.acting.organisation if speaks(request) and request.viewer.acting else None
        opened = do_open(form.plan(), request.viewer.person, organisation)
        messages.success(request, said(opened))
        return redirect(after(request, opened.space, form.first_question))
    return render(request, "pages/open_space.html", {"section": "spaces", "form": form})


def speaks(request: Request) -> bool:
    """Whether the viewer acts for somebody in whose name they may write."""
    return request.viewer.acting is not None and request.viewer.acting.may_speak


def said(opened: Opened) -> str:
    """What stands now."""
    if opened.space.agreement_version:
        return _("The space is open. The leads are asked to accept the agreement; then their organisations are in.")
    if opened.members < 2:
        return _("The space is open. Add cities and partners, or write the first post.")
    text = ngettext(
        "The space is open. %(n)s organisation is in.", "The space is open. %(n)s organisations are in.", opened.members
    )
    return text % {"n": opened.members}


def after(request: Request, space: Space, first: str) -> str:
    """Where it goes on: to the agreement that is waited for, to the first question, to the members of a space by
    invitation, else to the space.
    """
    if space.agreement_version:
        return reverse("space_agreement", args=[space.slug])
    if first and may(request.viewer, "rollcall.ask", space):
        return f"{reverse('rollcall_ask', args=[space.slug])}?{urlencode({'ready': first})}"
    return reverse("space" if space.open_to_network else "space_settings", args=[space.slug])
