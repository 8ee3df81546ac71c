"""Mails of colleagues that wait for a look, and whether an organisation wants that."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intercity.core.markdown import to_html
from intercity.mailbox.approving import approve, get_held_for, held_for, label_now, set_approval, turn_down
from intercity.mailbox.models import Approval, Held
from intercity.mailbox.sensitive import found_in_held
from intercity.organisations.queries import get_organisation_for
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in
from intercity.spaces.models import Label


@signed_in
@require_safe
def held_list(request: Request) -> HttpResponse:
    """What waits for this viewer."""
    rows = [
        {"held": held, "html": to_html(held.body), "label": label_of_held(held), "found": found_in_held(held)}
        for held in held_for(request.viewer)
    ]
    return render(request, "mailbox/held.html", {"section": "me", "rows": rows})


def label_of_held(held: Held) -> Label:
    """Who would see it."""
    if held.parent is not None:
        return Label(held.parent.thread_root.label)
    try:
        return Label(label_now(held))
    except PermissionDenied:
        return Label(held.label)


@signed_in
@require_POST
def held_decide(request: Request, pk: int) -> HttpResponse:
    """Publish it, or not. 404 for whoever may not decide, and once it was decided."""
    held = get_held_for(request.viewer, pk)
    if "approve" in request.POST:
        post = approve(request.viewer, held)
        messages.success(request, _("It was published."))
        return redirect(post)
    turn_down(request.viewer, held)
    messages.success(request, _("It was not published."))
    return redirect("mail_held")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: Request, slug: str) -> HttpResponse:
    """Whether colleagues look first; for the organisation's lead."""
    organisation = get_organisation_for(request.viewer, slug, "organisation.edit")
    if request.method == "POST":
        set_approval(request.viewer, organisation, wanted="wanted" in request.POST)
        messages.success(request, _("Your settings were saved."))
        return redirect("organisation_mail", organisation.slug)
    wanted = Approval.objects.filter(organisation=organisation).exists()
    context = {"section": "organisations", "organisation": organisation, "wanted": wanted}
    return render(request, "mailbox/approval.html", context)
