"""What documents ask for."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from intercity.kinds.document.models import Status
from intercity.kinds.document.models.section import LONGEST_MERGED, LONGEST_TITLE
from intercity.posts.forms import PostForm, one_line


def day_field(label: object) -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)  # type: ignore[arg-type]


class DocumentForm(PostForm):
    """Title, introduction, who writes; for guidance, how long it is valid."""

    detail_names: ClassVar[tuple[str, ...]] = ("open_to_space", "is_guidance", "valid_from", "valid_until")
    more_names: ClassVar[tuple[str, ...]] = (
        "is_guidance", "valid_from", "valid_until", "groups", "contact", "language",
    )  # fmt: skip

    open_to_space = forms.BooleanField(
        label=_("All organisations of this space write in it"), required=False, initial=True,
        help_text=_("Else only your own organisation does."),
    )  # fmt: skip
    is_guidance = forms.BooleanField(
        label=_("It is guidance for others"),
        required=False,
        help_text=_("It is shown where people read about its topics."),
    )
    valid_from = day_field(_("Valid from"))
    valid_until = day_field(_("Valid until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the shared fields mean here."""
        super().__init__(*args, **kwargs)
        self.fields["body"].label = pgettext("document", "What is it for?")
        self.fields["body"].help_text = _("An introduction. The sections are written on the page of the document.")

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        data = super().clean() or self.cleaned_data
        begins, ends = data.get("valid_from"), data.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("This day is before the first day. Check both dates."))
        return data


class SectionForm(forms.Form):
    """One section: its heading, its text, and from which version its writer goes on."""

    title = forms.CharField(label=_("Heading"), max_length=LONGEST_TITLE)
    # A merged text can be longer than one that anybody begins (`actions.writing.check_length`).
    body = forms.CharField(
        label=_("Text"), max_length=LONGEST_MERGED, required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
    )  # fmt: skip
    base = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def clean_title(self) -> str:
        """One line, without control characters."""
        return one_line(self.cleaned_data["title"])

    def clean_body(self) -> str:
        """The text as it was typed, without null bytes (databases refuse them)."""
        return str(self.cleaned_data["body"]).replace("\x00", "")


class StatusForm(forms.Form):
    """How far it is."""

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, widget=forms.RadioSelect)
    consultation_until = day_field(_("Consultation until"))

    def clean(self) -> dict[str, Any]:
        """A consultation ends on some day."""
        data = super().clean() or self.cleaned_data
        if data.get("status") == Status.CONSULTATION and not data.get("consultation_until"):
            self.add_error("consultation_until", _("Say until when others can comment."))
        return data
