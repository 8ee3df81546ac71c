"""The coordinators' desk: newcomers, invitations, lists."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from intercity.organisations import actions
from intercity.organisations.forms.people import CoordinatorInviteForm, InviteListForm
from intercity.organisations.invitation_list import InvitationList, read_list
from intercity.organisations.limits import retry
from intercity.organisations.models import Invitation, Membership, Role
from intercity.organisations.queries import check_coordinates, pending
from intercity.organisations.request import Request
from intercity.organisations.views.people import member_form
from intercity.organisations.views.shared import attempt_form, signed_in, too_many

SHOWN = 50


@signed_in
@require_GET
def desk(request: Request) -> HttpResponse:
    """Who waits for a coordinator, and what only coordinators do."""
    check_coordinates(request.viewer)
    present = Membership.objects.present().select_related("person", "organisation")
    asking = present.filter(asks_to_speak=True).order_by("began_at")[:SHOWN]
    newcomers = present.filter(asks_to_speak=False, verified_at=None, role=Role.READER).order_by("-began_at")[:SHOWN]
    context = {
        "section": "coordination",
        "asking": [{"member": member, "form": member_form(member)} for member in asking],
        "newcomers": [{"member": member, "form": member_form(member)} for member in newcomers],
        "invitations": pending(Invitation.objects.all())[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "organisations/coordination.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    """Invite one person for any organisation, or another coordinator."""
    check_coordinates(request.viewer)
    form = CoordinatorInviteForm(request.POST or None)
    good = request.method == "POST" and form.is_valid()
    seconds = too_many(request, form) if good else 0
    if good and not seconds and attempt_form(form, lambda: send_invitation(request, form)):
        said = _("The invitation is on its way to %(email)s.")
        messages.success(request, said % {"email": form.cleaned_data["email"]})
        return redirect("coordination")
    context = {
        "section": "coordination",
        "form": form,
        "title": _("Invite a person"),
        "submit": _("Send the invitation"),
    }
    response = render(request, "organisations/invite.html", context)
    return retry(response, seconds) if seconds else response


def send_invitation(request: Request, form: CoordinatorInviteForm) -> Invitation:
    """Do what the checked form says."""
    data = form.cleaned_data
    if data["makes_coordinator"]:
        return actions.invite_coordinator(
            request.viewer, data["email"], data["name"], organisation=data["organisation"], language=data["language"]
        )
    return actions.invite(request.viewer, form.guest(data["organisation"]), language=data["language"])


@signed_in
@require_http_methods(["GET", "POST"])
def invite_list(request: Request) -> HttpResponse:
    """Invite many: paste or upload, look at what was understood, confirm. Nothing is sent before that."""
    check_coordinates(request.viewer)
    if request.method == "GET":
        return render_list(request, InviteListForm())
    form = InviteListForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_list(request, form, status=400)
    try:
        found = read_list(form.cleaned_data["list"])
    except ValidationError as error:
        form.add_error(None, error)
        return render_list(request, form, status=400)
    if request.POST.get("confirm") and found.guests:
        if seconds := too_many(request, form, len(found.guests)):
            return retry(render_list(request, form, found), seconds)
        return send_list(request, found, form.cleaned_data["language"])
    return render_list(request, form, found)


def render_list(
    request: Request, form: InviteListForm, found: InvitationList | None = None, status: int = 200
) -> HttpResponse:
    """The form, or what was understood of it."""
    context = {"section": "coordination", "form": form, "found": found}
    if found is not None:
        context |= {"text": form.cleaned_data["list"], "language": form.cleaned_data["language"]}
    return render(request, "organisations/invite_list.html", context, status=status)


def send_list(request: Request, found: InvitationList, language: str) -> HttpResponse:
    """Send to everybody on the list who has no such role yet, and say how many."""
    sent = len(actions.invite_many(request.viewer, found.guests, language=language))
    said = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent) % {"n": sent}
    left_out = len(found.guests) - sent
    if left_out:
        more = ngettext("%(n)s person has the role already.", "%(n)s people have the role already.", left_out)
        said += " " + more % {"n": left_out}
    messages.success(request, said)
    return redirect("coordination")
