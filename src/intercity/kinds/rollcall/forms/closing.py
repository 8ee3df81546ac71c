"""What came out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 10_000


class ResultForm(forms.Form):
    """A note that stays on top of the closed roll call."""

    result = forms.CharField(
        label=_("What came out of it?"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("It stays on top of the page. Whoever may see the answers sees it."),
    )  # fmt: skip

    def clean_result(self) -> str:
        """Without null bytes: databases refuse them."""
        return str(self.cleaned_data["result"]).replace("\x00", "").strip()
