"""Sign-in by a code in a mail, on top of django-allauth. No password, no open sign-up."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import AccountInactiveView, ConfirmLoginCodeView, LogoutView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.core.origin import is_page_of_ours
from intercity.organisations.actions.accepting import enter_by_mail, may_enter
from intercity.organisations.limits import spend
from intercity.organisations.mails import HEADERS
from intercity.organisations.models import Person
from intercity.organisations.post_office import send_soon
from intercity.organisations.views.me import set_language_cookie

CODE_MAIL = "account/email/login_code"


class SignInAdapter(DefaultAccountAdapter):
    """What allauth asks us: words, mail, and that nobody signs up by themselves."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right. Copy it from the newest mail."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait a few minutes, then ask for a new code."),
        "rate_limited": gettext_lazy("Too many attempts. Wait a few minutes, then ask for a new code."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation or by their organisation's mail domain, never by a form."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether sign-in may lead there: to a page of ours only."""
        return is_page_of_ours(self.request, url or "")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand over the mail in the language of the person it goes to.

        Nobody waits for it: the page must take as long for an unknown address as for a known one.
        """
        own = Person.objects.filter(email=email.lower()).values_list("language", flat=True).first()
        with translation.override(own or translation.get_language()):
            message = self.render_mail(template_prefix, email, {**context, "email": email}, headers=dict(HEADERS))
        send_soon(message)

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Speak the person's language from the first page on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language:
            set_language_cookie(response, user.language)
        return response


class SignInForm(RequestLoginCodeForm):
    """One field. An unknown address gets the same answer as a known one."""

    email = forms.EmailField(
        label=gettext_lazy("Your work e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def clean_email(self) -> str:
        """In lower case, as accounts keep it: the mail goes to the address that is known, not to a spelling of it."""
        return str(super().clean_email()).lower()


class CodeForm(ConfirmLoginCodeForm):
    """The code from the mail; case, blanks and hyphens do not matter."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True}),
    )


class RequestCodeView(RequestLoginCodeView):
    """The sign-in page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the services of other organisations."""
        return {**super().get_context_data(**kwargs), "providers": settings.OIDC_APPS}

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """As allauth, and a code also goes to addresses that may come in but have no account yet.

        The account is made only once the code came back: asking for one writes nothing about the address.
        """
        # Before anything else: nobody learns from it whether the address is known.
        address = {"address": self.request.META.get("REMOTE_ADDR", "")}
        spend("code", {"mail": form.cleaned_data["email"], **address})
        response: HttpResponse = super().form_valid(form)
        if form._user is None and may_enter(form.cleaned_data["email"]):
            send_code_to_newcomer(self.request, form.cleaned_data["email"])
        return response


def send_code_to_newcomer(request: HttpRequest, email: str) -> None:
    """Give the sign-in that allauth has just begun for an unknown address a code, and mail it."""
    process = LoginCodeVerificationProcess(stage=LoginStageController.enter(request, LoginByCodeStage.key))
    code = process.generate_code()
    get_adapter().send_mail(CODE_MAIL, email, {"request": request, "code": code})
    process.persist()


class ConfirmCodeView(ConfirmLoginCodeView):
    """The page that asks for the code."""

    form_class = CodeForm

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """The address is proven: let in whoever may come in, making the account of a newcomer."""
        person = enter_by_mail(self._process.state["email"])
        if person is None:
            self._process.abort()
            messages.error(self.request, _("This address cannot sign in any more. Ask the lead of your organisation."))
            return redirect("account_login")
        self._process.state["user_id"] = str(person.pk)
        response: HttpResponse = super().form_valid(form)
        return response


request_code = RequestCodeView.as_view(template_name="account/login.html")
confirm_code = ConfirmCodeView.as_view()
sign_out = LogoutView.as_view()
closed = AccountInactiveView.as_view()
second_step = AuthenticateView.as_view(template_name="account/second_step.html")
by_passkey = LoginWebAuthnView.as_view()
