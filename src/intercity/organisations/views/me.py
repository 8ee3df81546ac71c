"""One's own account, and for whom one speaks."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intercity.organisations import actions
from intercity.organisations.forms.people import MeForm
from intercity.organisations.ladder import climb
from intercity.organisations.models import Person
from intercity.organisations.queries import get_membership_for
from intercity.organisations.request import Request
from intercity.organisations.views.shared import back, signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def me(request: Request) -> HttpResponse:
    """Name, telephone, language; for whom one speaks."""
    assert request.viewer.person is not None
    person = Person.objects.get(pk=request.viewer.person.pk)
    now = translation.get_language() or settings.LANGUAGE_CODE
    form = MeForm(request.POST or None, instance=person, initial={"language": person.language or now})
    if request.method == "POST" and form.is_valid():
        actions.change_person(request.viewer, form.save(commit=False))
        return saved(request, person)
    return render(
        request, "me/me.html", {"section": "me", "form": form, "memberships": climb(request.viewer.memberships)}
    )


def saved(request: Request, person: Person) -> HttpResponse:
    """Back to the page, in the language that was chosen."""
    with translation.override(person.language):
        messages.success(request, _("Your settings were saved."))
    response = redirect("me")
    set_language_cookie(response, person.language)
    return response


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """Make the pages speak `language` in this browser, as the switch in the header does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


@signed_in
@require_POST
def act_for(request: Request, pk: int) -> HttpResponse:
    """Speak for another of one's organisations from now on."""
    membership = actions.choose_acting(request.viewer, request.session, pk)
    said = _("You now act for %(organisation)s.")
    messages.success(request, said % {"organisation": membership.organisation.plate})
    return back(request, reverse("me"))


@signed_in
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask for the right to speak."""
    membership = get_membership_for(request.viewer, pk)
    actions.ask_to_speak(request.viewer, membership)
    said = _("You asked to speak for %(organisation)s. Its lead or a coordinator will answer.")
    messages.success(request, said % {"organisation": membership.organisation.plate})
    return back(request, reverse("me"))


@signed_in
@require_POST
def still_here(request: Request, pk: int) -> HttpResponse:
    """Say that one, or a colleague, still works there."""
    membership = get_membership_for(request.viewer, pk)
    actions.still_here(request.viewer, membership)
    messages.success(request, _("Thank you. That holds for another year."))
    return back(request, reverse("me"))


@signed_in
@require_POST
def listed(request: Request, pk: int) -> HttpResponse:
    """Show or hide oneself among the people to call."""
    membership = get_membership_for(request.viewer, pk)
    actions.set_listed(request.viewer, membership, listed=request.POST.get("listed") == "1")
    messages.success(request, _("Your settings were saved."))
    return back(request, reverse("me"))
