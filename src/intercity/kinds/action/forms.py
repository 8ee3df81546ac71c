"""What an action asks of whoever proposes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intercity.kinds.action.lines import read_indicators, read_milestones, read_partners
from intercity.kinds.action.names import Names, UnknownNameError
from intercity.posts.cost_fields import COST, CostFields
from intercity.posts.forms import PostForm
from intercity.spaces.models import Label, SpaceMember


def lines_field(label: object, help_text: object, rows: int = 4) -> forms.CharField:
    """Lines of parts between upright strokes."""
    widget = forms.Textarea(attrs={"rows": rows, "class": "lines", "spellcheck": "false"})
    return forms.CharField(label=label, required=False, max_length=20_000, widget=widget, help_text=help_text)  # type: ignore[arg-type]


def day_field(label: object) -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)  # type: ignore[arg-type]


class PlanFields(CostFields):
    """How it is to be done: what its proposer writes at first, and its lead keeps up to date."""

    PLAN: ClassVar[tuple[str, ...]] = ("milestones", "partners", "indicators", "begins_on", *COST, "risks")
    field_order: tuple[str, ...] = PLAN

    milestones = lines_field(
        _("Milestones"),
        _("One on each line: 2027-03-01 | What is done by then | Organisation. Without organisation it is the lead’s."),
    )
    partners = lines_field(_("Partners"), _("One on each line: Organisation | What it does."), 3)
    indicators = lines_field(
        _("Indicators"), _("One on each line: What is counted | unit | before | target. Only the first is needed."), 3
    )
    begins_on = day_field(pgettext_lazy("first day", "From"))
    risks = forms.CharField(
        label=_("Risks"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What could go wrong, and what is done about it."),
    )  # fmt: skip

    def clean_milestones(self) -> str:
        """Each line is one."""
        return self.as_lines("milestones", lambda text: read_milestones(text, Names()))

    def clean_partners(self) -> str:
        """Each line is one."""
        return self.as_lines("partners", lambda text: read_partners(text, Names()))

    def clean_indicators(self) -> str:
        """Each line is one."""
        return self.as_lines("indicators", read_indicators)

    def clean_risks(self) -> str:
        """The text without null bytes (databases refuse them)."""
        return str(self.cleaned_data["risks"]).replace("\x00", "").strip()

    def as_lines(self, name: str, read: Callable[[str], object]) -> str:
        """The text as typed, once `read` has taken all its lines."""
        text = str(self.cleaned_data[name]).replace("\x00", "").replace("\r\n", "\n").strip()
        read(text)
        return text


class ActionForm(PlanFields, PostForm):
    """What is to be done, why, by whom and until when; the rest can come later."""

    detail_names: ClassVar[tuple[str, ...]] = ("lead", *PlanFields.PLAN)
    more_names: ClassVar[tuple[str, ...]] = (
        "partners", "indicators", "begins_on", *COST, "risks", "topics", "groups", "contact", "language",
    )  # fmt: skip

    field_order: tuple[str, ...] = ("uid", "title", "body", "lead", *PlanFields.PLAN)

    lead = forms.CharField(
        label=pgettext_lazy("of an action", "Who leads it?"), required=False, max_length=160,
        help_text=_("The name of an organisation. Leave it empty when you lead it. Another one has to accept first."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the shared fields mean here."""
        super().__init__(*args, **kwargs)
        self.proposer = kwargs["post"].organisation if kwargs.get("post") else kwargs["viewer"].organisation
        self.fields["title"].label = _("What is to be done? In one line")
        self.fields["body"].label = _("Aim")
        self.fields["body"].help_text = _("What will be better when it is done, and how do you go about it?")
        self.fields["body"].required = True

    def clean_lead(self) -> str:
        """A name that leads to one organisation, or nothing."""
        text = " ".join(str(self.cleaned_data["lead"]).replace("\x00", "").split())
        if text:
            try:
                Names().key(text)
            except UnknownNameError as error:
                raise ValidationError(str(error)) from error
        return text

    def clean(self) -> dict[str, Any]:
        """Whoever is to lead it must be able to see it."""
        data = super().clean() or self.cleaned_data
        lead = data.get("lead")
        if lead and data.get("label") == Label.AMBER and not self.belongs(Names().key(lead)):
            self.add_error("lead", _("This organisation does not belong to the space, so it could not read this."))
        return data

    def belongs(self, organisation: int) -> bool:
        """Whether what is for this space only reaches it."""
        own = self.proposer is not None and self.proposer.pk == organisation
        return own or SpaceMember.objects.filter(space=self.space, organisation=organisation).exists()
