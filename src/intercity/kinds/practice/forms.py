"""Three fields to begin with; everything else afterwards."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intercity.kinds.practice.models import Evidence, Status
from intercity.posts.cost_fields import COST, CostFields
from intercity.posts.forms import PostForm


def date_field(label: object, help_text: object = "") -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)  # type: ignore[arg-type]


def text_field(label: object, help_text: object = "") -> forms.CharField:
    """Some sentences."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=False, max_length=10_000, widget=widget, help_text=help_text)  # type: ignore[arg-type]


def line_field(label: object, help_text: object = "", limit: int = 200) -> forms.CharField:
    """One line."""
    return forms.CharField(label=label, required=False, max_length=limit, help_text=help_text)  # type: ignore[arg-type]


class QuickForm(PostForm):
    """Title, what you did, topic."""

    topic_required: ClassVar[bool] = True
    detail_names: ClassVar[tuple[str, ...]] = ("status",)
    more_names: ClassVar[tuple[str, ...]] = ("status", "groups", "contact", "language")

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, initial=Status.ACTIVE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the shared fields mean here."""
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("What do you do? In one line")
        self.fields["body"].label = _("How do you do it?")
        self.fields["body"].required = True

    def clean_status(self) -> str:
        """In force, unless said otherwise."""
        return self.cleaned_data["status"] or Status.ACTIVE


class FullForm(CostFields, QuickForm):
    """All that others need to do the same."""

    detail_names: ClassVar[tuple[str, ...]] = (
        "status", "confirmed_on", "begins_on", "ends_on", "problem", "reached", *COST, "funding", "legal_basis",
        "evidence", "outcome", "lessons", "rights", "links",
    )  # fmt: skip
    more_names: ClassVar[tuple[str, ...]] = ()
    field_order: tuple[str, ...] = (*QuickForm.base_fields, *detail_names)

    confirmed_on = date_field(_("Still in force as of"))
    begins_on = date_field(pgettext_lazy("first day", "From"))
    ends_on = date_field(_("Until"))
    problem = text_field(_("The problem"), _("What was wrong before?"))
    reached = line_field(_("People reached"), _("For example: about 1,900 a night."))
    funding = line_field(_("Paid by"))
    legal_basis = line_field(_("Legal basis"), limit=300)
    evidence = forms.ChoiceField(
        label=_("How sure are you that it works?"), required=False, choices=[("", "—"), *Evidence.choices]
    )
    outcome = text_field(_("What came of it"))
    lessons = text_field(_("What we learned"), _("What would you tell a colleague who begins tomorrow?"))
    rights = text_field(_("Rights considered"), _("Privacy, equal treatment, freedom of movement…"))
    links = text_field(_("Links"), _("One address on each line."))

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        data = super().clean() or self.cleaned_data
        begins, ends = data.get("begins_on"), data.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("This day is before the first day. Check both dates."))
        return data
