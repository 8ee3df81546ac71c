"""The page behind the link in an invitation."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
    if request.viewer.person is None and Person.objects.filter(email=found.email, is_active=True).exists():
        return sign_in_first(request, found)
    if request.method == "POST" and (form is None or form.is_valid()):
        return accept(request, found, form)
    return render(request, "organisations/invitation.html", {"invitation": found, "form": form})


def is_somebody_else(request: Request, found: Invitation) -> bool:
    """Whether another person than the invited one is signed in."""
    person = request.viewer.person
    return person is not None and person.email != found.email


def sign_in_first(request: Request, found: Invitation) -> HttpResponse:
    """An account that exists is opened by its own sign-in only: whoever holds a link may have got it from another."""
    if request.method == "POST":
        return redirect_to_login(reverse("invitation", args=[found.token]))
    return render(request, "organisations/invitation.html", {"invitation": found, "form": None})


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
    messages.success(request, _("Welcome. Please check your name and telephone: colleagues will look for them."))
    return sign_in(request, person)


def sign_in(request: Request, person: Person) -> HttpResponse:
    """To one's account, beginning a session where none is: the link that came by mail has shown whose mailbox it is.

    As every sign-in it asks for the second factor of whoever has one.
    """
    if request.viewer.person is not None and request.viewer.person.pk == person.pk:
        return redirect("me")
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=reverse("me"), email=person.email))
    return response
