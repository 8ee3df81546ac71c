"""The people of an organisation: who they are, who may speak, who is invited."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from intercity.organisations import actions
from intercity.organisations.forms.people import InviteForm, RoleForm, VerifyForm
from intercity.organisations.ladder import climb
from intercity.organisations.limits import keys_of, retry, spend
from intercity.organisations.models import Membership, Organisation
from intercity.organisations.queries import get_invitation_for, get_membership_for, get_organisation_for, pending
from intercity.organisations.request import Request
from intercity.organisations.views.shared import attempt, attempt_form, back, signed_in, too_many


@signed_in
@require_GET
def people(request: Request, slug: str) -> HttpResponse:
    """Members, who asks to speak, who is invited, and the form to invite a colleague."""
    organisation = get_organisation_for(request.viewer, slug, "organisation.admit")
    return render_people(request, organisation, InviteForm())


def render_people(request: Request, organisation: Organisation, form: InviteForm, status: int = 200) -> HttpResponse:
    """The page, with `form` as it was filled in."""
    members = organisation.memberships.present().select_related("person").order_by("-asks_to_speak", "person__name")
    context = {
        "section": "organisations", "organisation": organisation, "form": form,
        "invitations": pending(organisation.invitations.all()),
        "rows": [{"member": member, "form": member_form(member)} for member in climb(members)],
    }  # fmt: skip
    return render(request, "organisations/people.html", context, status=status)


def member_form(member: Membership) -> VerifyForm | RoleForm:
    """The form that lets a member speak, or changes the role of one who may; ids apart for each row."""
    if member.may_speak:
        return RoleForm(initial={"role": member.role}, auto_id=f"id_{member.pk}_%s")
    return VerifyForm(auto_id=f"id_{member.pk}_%s")


@signed_in
@require_POST
def invite(request: Request, slug: str) -> HttpResponse:
    """Invite a colleague."""
    organisation = get_organisation_for(request.viewer, slug, "organisation.admit")
    form = InviteForm(request.POST)
    if form.is_valid() and (seconds := too_many(request, form)):
        return retry(render_people(request, organisation, form), seconds)
    if not form.is_valid() or not attempt_form(
        form,
        lambda: actions.invite(request.viewer, form.guest(organisation), language=form.cleaned_data["language"]),
    ):
        return render_people(request, organisation, form, status=400)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})
    return back(request, people_page(organisation))


def people_page(organisation: Organisation) -> str:
    """Address of the page of its people."""
    return reverse("organisation_people", args=[organisation.slug])


@signed_in
@require_POST
def verify(request: Request, pk: int) -> HttpResponse:
    """Let a member speak for the organisation."""
    membership = get_membership_for(request.viewer, pk)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        raise PermissionDenied(_("There is no such role."))
    actions.verify_membership(request.viewer, membership, form.cleaned_data["role"])
    said = _("%(person)s may now speak for %(organisation)s.")
    messages.success(request, said % {"person": membership.person, "organisation": membership.organisation.plate})
    return back(request, people_page(membership.organisation))


@signed_in
@require_POST
def change_role(request: Request, pk: int) -> HttpResponse:
    """Give a member another role."""
    membership = get_membership_for(request.viewer, pk)
    actions.change_role(request.viewer, membership, request.POST.get("role", ""))
    messages.success(request, _("The role of %(person)s was changed.") % {"person": membership.person})
    return back(request, people_page(membership.organisation))


@signed_in
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """End a membership: one's own, or a colleague's."""
    membership = get_membership_for(request.viewer, pk)
    actions.end_membership(request.viewer, membership)
    said = _("%(person)s no longer acts for %(organisation)s.")
    messages.success(request, said % {"person": membership.person, "organisation": membership.organisation.plate})
    own = request.viewer.person == membership.person
    return back(request, reverse("me") if own else people_page(membership.organisation))


@signed_in
@require_POST
def invite_again(request: Request, pk: int) -> HttpResponse:
    """Mail a waiting invitation once more."""
    invitation = get_invitation_for(request.viewer, pk)
    spend("invite", keys_of(request))
    said = _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
    attempt(request, lambda: actions.send_again(request.viewer, invitation), said)
    return back(request, reverse("home"))


@signed_in
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_invitation_for(request.viewer, pk)
    said = _("The invitation of %(email)s was taken back.") % {"email": invitation.email}
    attempt(request, lambda: actions.cancel_invitation(request.viewer, invitation), said)
    return back(request, reverse("home"))
