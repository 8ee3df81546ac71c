"""How one signs in: passkeys, authenticator app, recovery codes, and where one is signed in."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intercity.organisations import devices, factors
from intercity.organisations.factor_forms import FirstCodeForm, NewPasskeyForm, PasskeyNameForm
from intercity.organisations.factors import Kind
from intercity.organisations.models import Person
from intercity.organisations.proving import proven
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in


def person_of(request: Request) -> Person:
    """Who is signed in; the page asks nobody else."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


@never_cache
@signed_in
@require_safe
def security(request: Request) -> HttpResponse:
    """Everything with which this person signs in, and where they are signed in."""
    context = {
        "section": "me",
        "factors": factors.factors_of(person_of(request)),
        "devices": devices.devices_of(request),
    }
    return render(request, "me/security.html", context)


@never_cache
@proven
@require_http_methods(["GET", "POST"])
def add_passkey(request: Request) -> HttpResponse:
    """Add a passkey; the device must ask for a finger, a face or a PIN, so that it is enough by itself."""
    person = person_of(request)
    posted = {**request.POST.dict(), "passwordless": "on"} if request.method == "POST" else None
    form = NewPasskeyForm(posted, user=person)
    if posted is not None and form.is_valid():
        factors.add_passkey(request, form)
        messages.success(request, _("The passkey was added."))
        return after_adding(request)
    context = {"section": "me", "form": form, "options": webauthn.begin_registration(person, True)}
    return render(request, "me/passkey.html", context, status=400 if posted else 200)


def after_adding(request: Request) -> HttpResponse:
    """To the recovery codes, where nobody has seen them yet."""
    codes = Authenticator.objects.filter(user=person_of(request), type=Kind.RECOVERY_CODES).first()
    return redirect("security" if codes and codes.wrap().did_view else "mfa_generate_recovery_codes")


@never_cache
@proven
@require_http_methods(["GET", "POST"])
def name_passkey(request: Request, pk: int) -> HttpResponse:
    """Give a passkey another name."""
    passkey = get_object_or_404(Authenticator, user=person_of(request), type=Kind.WEBAUTHN, pk=pk)
    form = PasskeyNameForm(request.POST or None, initial={"name": passkey.wrap().name})
    if request.method == "POST" and form.is_valid():
        factors.rename_passkey(request, passkey, form.cleaned_data["name"])
        return redirect("security")
    return render(request, "me/passkey_name.html", {"section": "me", "form": form})


@never_cache
@proven
@require_http_methods(["GET", "POST"])
def remove_passkey(request: Request, pk: int) -> HttpResponse:
    """Remove a passkey, after a question."""
    return remove(request, get_object_or_404(Authenticator, user=person_of(request), type=Kind.WEBAUTHN, pk=pk))


@never_cache
@proven
@require_http_methods(["GET", "POST"])
def remove_app(request: Request) -> HttpResponse:
    """Remove the authenticator app, after a question."""
    return remove(request, get_object_or_404(Authenticator, user=person_of(request), type=Kind.TOTP))


def remove(request: Request, factor: Authenticator) -> HttpResponse:
    """Ask, then remove."""
    name = factor.wrap().name if factor.type == Kind.WEBAUTHN else _("Authenticator app")
    if request.method == "POST":
        factors.remove_factor(request, factor)
        messages.success(request, _("%(name)s was removed.") % {"name": name})
        return redirect("security")
    return render(request, "me/factor_remove.html", {"section": "me", "name": name})


@never_cache
@proven
@require_http_methods(["GET", "POST"])
def add_app(request: Request) -> HttpResponse:
    """Show the key, and take the first code as the proof that the app has it."""
    person = person_of(request)
    if factors.factors_of(person).app is not None:
        return redirect("security")
    form = FirstCodeForm(request.POST or None, user=person)
    if request.method == "POST" and form.is_valid():
        factors.add_app(request, form)
        messages.success(request, _("The authenticator app is set up."))
        return after_adding(request)
    context = {
        "section": "me", "form": form, "key": factors.in_fours(form.secret),
        "picture": factors.picture_of_key(person, form.secret),
    }  # fmt: skip
    return render(request, "me/app.html", context, status=400 if form.is_bound else 200)


@never_cache
@proven
@require_http_methods(["GET", "POST"])
def codes(request: Request) -> HttpResponse:
    """Make recovery codes and show them this once."""
    if not factors.factors_of(person_of(request)):
        return redirect("security")
    made = factors.new_codes(request) if request.method == "POST" else []
    return render(request, "me/codes.html", {"section": "me", "codes": made})


@signed_in
@require_POST
def end_device(request: Request, pk: int) -> HttpResponse:
    """Sign out in one place."""
    if devices.end_device(request, pk):
        messages.success(request, _("You are signed out there."))
    return redirect("security")


@signed_in
@require_POST
def end_others(request: Request) -> HttpResponse:
    """Sign out everywhere but here."""
    devices.end_others(request)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("security")
