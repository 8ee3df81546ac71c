"""A fresh proof that it is still the same person, before they change how they sign in."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intercity.organisations.factor_forms import CodeAgainForm, PasskeyAgainForm
from intercity.organisations.models import Person
from intercity.organisations.request import Request
from intercity.organisations.views.shared import signed_in

MAILED_KEY = "proof_by_mail"
CODE_MAIL = "account/email/login_code"
# Sign-ins that say whose mailbox or account it is; an invitation's link may have been forwarded.
SIGN_INS = ("code", "socialaccount", "mfa")


class MailedCodeForm(forms.Form):
    """The code that was mailed to a person who is signed in."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True}),
    )


def has_factors(person: Person) -> bool:
    """Whether this person has a passkey or an authenticator app."""
    return bool(Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def is_proven(request: Request) -> bool:
    """Whether whoever sits there has shown who they are a few minutes ago.

    Who has a second factor shows it; for others a sign-in counts, for they have nothing better to show.
    """
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = [row for row in get_authentication_records(request, request.user) if row["at"] > since]
    if any(row.get("reauthenticated") for row in records):
        return True
    return not has_factors(request.user) and any(row["method"] in SIGN_INS for row in records)  # type: ignore[arg-type]


def proven(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send whoever has not proven it lately to the page that asks, and back afterwards."""

    @wraps(view)
    def wrapped(request: Request, **kwargs: Any) -> HttpResponse:
        if request.viewer.person is None:
            return redirect_to_login(request.get_full_path())
        if is_proven(request):
            return view(request, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("security")
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")

    return wrapped


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def prove(request: Request) -> HttpResponse:
    """The page that asks: by passkey, app or recovery code, or by a mailed code for whoever has none of them."""
    too_many = ratelimit.consume_or_429(request, action="reauthenticate", user=request.user)
    if too_many is not None and request.method == "POST":
        return too_many  # type: ignore[no-any-return]
    assert isinstance(request.user, Person)
    return by_factor(request, request.user) if has_factors(request.user) else by_mail(request, request.user)


def by_factor(request: Request, person: Person) -> HttpResponse:
    """Ask for a passkey, or a code of the app or the list."""
    posted = request.POST if request.method == "POST" else None
    by_passkey = bool(posted) and "credential" in request.POST
    passkey = PasskeyAgainForm(posted if by_passkey else None, user=person)
    code = CodeAgainForm(None if by_passkey else posted, user=person)
    form = passkey if by_passkey else code
    if posted is not None and form.is_valid():
        form.save()
        return onward(request)
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    context = {
        "form": code, "passkey_form": passkey, "next": get_next_redirect_url(request) or "",
        "has_passkey": "webauthn" in kinds, "has_app": "totp" in kinds,
        "options": webauthn.begin_authentication(person) if "webauthn" in kinds else None,
    }  # fmt: skip
    return render(request, "account/prove.html", context)


def by_mail(request: Request, person: Person) -> HttpResponse:
    """Mail a code when asked to, then take it; five wrong ones end it."""
    if request.method == "POST" and "send" in request.POST:
        mail_code(request, person)
    form = MailedCodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        if is_right(request, form.cleaned_data["code"]):
            record_authentication(request, person, "code", reauthenticated=True)
            return onward(request)
        form.add_error("code", get_adapter().error_messages["incorrect_code"])
    context = {"form": form, "sent": MAILED_KEY in request.session, "next": get_next_redirect_url(request) or ""}
    return render(request, "account/prove_by_mail.html", context)


def mail_code(request: Request, person: Person) -> None:
    """Send a code to the person's own address, unless it was just done very often."""
    if not ratelimit.consume(request, action="request_login_code", key=person.email):
        messages.error(request, get_adapter().error_messages["rate_limited"])
        return
    code = get_adapter().generate_login_code()
    request.session[MAILED_KEY] = {"code": code, "at": time.time(), "left": settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS}
    get_adapter().send_mail(CODE_MAIL, person.email, {"request": request, "code": code})


def is_right(request: Request, code: str) -> bool:
    """Whether it is the code that was mailed; a right one and the last wrong one use it up."""
    mailed = request.session.pop(MAILED_KEY, None)
    if mailed is None or mailed["at"] < time.time() - settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        return False
    if compare_user_code(actual=code, expected=mailed["code"]):
        return True
    if mailed["left"] > 1:
        request.session[MAILED_KEY] = {**mailed, "left": mailed["left"] - 1}
    return False


def onward(request: Request) -> HttpResponse:
    """Go on where the person was stopped."""
    messages.success(request, _("Thank you, it is you."))
    return redirect(get_next_redirect_url(request) or "security")
