"""The question that follows up what cities answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.core.uids import new_uid
from intercity.posts.content import is_uid
from intercity.posts.forms import BODY_LENGTH, one_line
from intercity.spaces.models import Label, Space
from intercity.spaces.models.labels import usable_within


class FollowForm(forms.Form):
    """Title and text; who may see it, never more than see the answers: the question says who answered so."""

    uid = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("What do you want to know?"), max_length=200)
    body = forms.CharField(
        label=_("What should they know to answer well?"), max_length=BODY_LENGTH, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    label = forms.ChoiceField(label=_("Who may see it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, space: Space, widest: Label, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = [one for one in usable_within(space.widest_label) if widest.rank <= one.rank < Label.RED.rank]
        self.fields["label"].choices = [(one.value, one.label) for one in usable]  # type: ignore[attr-defined]
        self.fields["label"].initial = usable[0].value if usable else ""

    def clean_uid(self) -> str:
        """The sender's name for the question, so that sending twice asks once."""
        uid = str(self.cleaned_data["uid"])
        return uid if is_uid(uid) else new_uid()

    def clean_title(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["title"])

    def clean_body(self) -> str:
        """Without null bytes."""
        return str(self.cleaned_data["body"]).replace("\x00", "").strip()
