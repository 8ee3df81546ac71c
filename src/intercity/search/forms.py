"""The forms of saved views."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.search.models import NAME_LENGTH


class NameForm(forms.Form):
    """What a saved view is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        error_messages={
            "required": _("Give the view a name."),
            "max_length": _("The name is too long: at most %(limit_value)d characters."),
        },
    )


class SaveForm(NameForm):
    """A new one: its name and its address."""

    address = forms.CharField(max_length=20_000)
