"""Forms of this room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AliasForm(forms.Form):
    """Another address that one writes from."""

    address = forms.EmailField(
        label=_("Address"), max_length=254,
        help_text=_("For example the mailbox of your office, or of the colleague who writes for you."),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code that was mailed to it."""

    code = forms.CharField(
        label=_("Code"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )  # fmt: skip
