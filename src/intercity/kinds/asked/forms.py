"""The form of one question."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.posts.content import PostContent
from intercity.posts.forms import LanguageField, PostForm

LONGEST: Final = 600


class AskForm(forms.Form):
    """One text and its language, on the page of the event. `uid` makes a second sending harmless."""

    uid = forms.CharField(widget=forms.HiddenInput, required=False)
    body = forms.CharField(
        label=_("What should be answered there?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    language = LanguageField(label=_("Language of your text"))

    def clean_body(self) -> str:
        """Without null bytes, which databases refuse; with something that can be read."""
        text = str(self.cleaned_data["body"]).replace("\x00", "").strip()
        if not any(char.isalnum() for char in text):
            raise forms.ValidationError(_("Please write something that can be read."))
        return text

    def content(self) -> PostContent:
        """The checked content; call after `is_valid()`."""
        data = self.cleaned_data
        return PostContent(uid=data["uid"], body=data["body"], language=data["language"])


class EditAskedForm(PostForm):
    """The same where its writer changes it later."""

    title_required: ClassVar[bool] = False
    names_readers: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave only the text and its language."""
        super().__init__(*args, **kwargs)
        for name in ("title", "topics", "groups", "contact", "label"):
            del self.fields[name]
        self.fields["body"] = forms.CharField(
            label=_("What should be answered there?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
        )
