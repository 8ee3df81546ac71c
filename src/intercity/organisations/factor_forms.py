"""Forms of second factors, on top of allauth's own."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from intercity.organisations.factor_acts import USED, record_factor
from intercity.organisations.sealing import SealError

# A code of an app is taken from one period before to one after: it may be shown once in all of that time.
REPLAY_SECONDS = 120


def code_field(label: Any) -> forms.CharField:
    """A field for a code of an app or of the list."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attrs))


def check_not_used(person: Any, code: str) -> str:
    """The code, unless this person gave it in the last minutes: then ValidationError."""
    digits = "".join(letter for letter in code if letter.isalnum())
    if not cache.add(f"factor-code:{person.pk}:{digits}", 1, REPLAY_SECONDS):
        raise get_adapter().validation_error("incorrect_code")
    return code


@contextmanager
def as_lost() -> Iterator[None]:
    """Says it where no code can be right, because the secret of the installation is another one now."""
    try:
        yield
    except SealError as lost:
        raise forms.ValidationError(
            _("We cannot check your codes any more. Use a passkey, or ask the operator.")
        ) from lost


class ToldWhenUsed:
    """Tells the person by mail that a recovery code was used."""

    user: Any
    authenticator: Any

    @transaction.atomic
    def save(self) -> None:
        """Note in the session that the code was right."""
        super().save()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            record_factor(self.user, self.authenticator.type, in_use=True, mail=USED)


class FactorForm(ToldWhenUsed, AuthenticateForm):
    """The second step of a sign-in."""

    code = code_field(_("Code from your app, or a recovery code"))

    def clean_code(self) -> str:
        """A right code that was not used yet."""
        with as_lost():
            return check_not_used(self.user, super().clean_code())


class CodeAgainForm(ToldWhenUsed, ReauthenticateForm):
    """A fresh proof."""

    code = code_field(_("Code from your app, or a recovery code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("autofocus", None)

    def clean_code(self) -> str:
        """A right code that was not used yet."""
        with as_lost():
            return check_not_used(self.user, super().clean_code())


class FirstCodeForm(ActivateTOTPForm):
    """Shows that the app has the key."""

    code = code_field(_("The six digits that the app shows now"))


@contextmanager
def as_wrong() -> Iterator[None]:
    """Takes what is no answer of a passkey, whatever it is, for a wrong one: the library looks at parts of it only."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, struct.error) as garbled:
        raise get_adapter().validation_error("incorrect_code") from garbled


class Answered(AuthenticateWebAuthnForm):
    """What a passkey answered."""

    def clean_credential(self) -> Any:
        """A right answer."""
        with as_wrong():
            return super().clean_credential()


class PasskeyLoginForm(Answered, LoginWebAuthnForm):
    """What a passkey answered in place of a mailed code."""


class PasskeyForm(Answered):
    """What a passkey answered in the second step of a sign-in."""

    credential = forms.JSONField(widget=forms.HiddenInput)


class PasskeyAgainForm(Answered, ReauthenticateWebAuthnForm):
    """What a passkey answered as a fresh proof."""

    credential = forms.JSONField(widget=forms.HiddenInput)


class NewPasskeyForm(AddWebAuthnForm):
    """A name for a new passkey, and what the device answered."""

    name = forms.CharField(
        label=_("Name"), max_length=60, required=False,
        help_text=_("So that you know it again: for example “Office laptop”."),
    )  # fmt: skip
    credential = forms.JSONField(widget=forms.HiddenInput)

    def clean(self) -> Any:
        """A right answer."""
        with as_wrong():
            return super().clean()


class PasskeyNameForm(forms.Form):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=60)
