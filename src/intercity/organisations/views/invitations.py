"""The page behind the link in an invitation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intercity.organisations import actions
from intercity.organisations.actions.accepting import check_open
from intercity.organisations.forms.people import FirstCoordinatorForm
from intercity.organisations.models import Invitation, Person
from intercity.organisations.request import Request


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """Who invites for what, and one button. Opening the link never accepts: mail scanners open links too."""
    found = get_object_or_404(Invitation.objects.select_related("organisation", "invited_by"), token=token)
    try:
        check_open(found)
    except ValidationError as error:
        return render_closed(request, found, error)
    if found.email and is_somebody_else(request, found):
        return render(request, "organisations/invitation_other.html", {"invitation": found}, status=403)
    form = None if found.email else FirstCoordinatorForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        return accept(request, found, form)
    return render(request, "organisations/invitation.html", {"invitation": found, "form": form})


def is_somebody_else(request: Request, found: Invitation) -> bool:
    """Whether another person than the invited one is signed in."""
    person = request.viewer.person
    return person is not None and person.email != found.email


def render_closed(request: Request, found: Invitation, error: ValidationError) -> HttpResponse:
    """Why the link does not work any more, and what to do."""
    context = {"invitation": found, "reason": " ".join(error.messages)}
    return render(request, "organisations/invitation_closed.html", context, status=410)


def accept(request: Request, found: Invitation, form: FirstCoordinatorForm | None) -> HttpResponse:
    """Accept, sign in where nobody is, and go where the person can begin."""
    typed = form.cleaned_data if form is not None else {}
    try:
        person = actions.accept_invitation(found, email=typed.get("email", ""), name=typed.get("name", ""))
    except ValidationError as error:
        return render_closed(request, found, error)
    sign_in(request, person)
    messages.success(request, _("Welcome. Please check your name and telephone: colleagues will look for them."))
    return redirect("me")


def sign_in(request: Request, person: Person) -> None:
    """Begin a session: the link that came by mail has shown whose mailbox it is."""
    if request.viewer.person is None or request.viewer.person.pk != person.pk:
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
