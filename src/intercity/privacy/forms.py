"""Forms of this room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """One's own address, typed, so that nobody is erased by a slip of the hand."""

    address = forms.CharField(
        label=_("Type your e-mail address to go on"), max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "email"}),
    )  # fmt: skip
