"""What an organisation says about its experience with a technology."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from intercity.core.text import with_colon
from intercity.kinds.technology.models import CRITERIA, GRADES, Status
from intercity.posts.forms import PostForm


def grade_choices() -> list[tuple[str, str | Promise]]:
    """No grade, and each with its word."""
    return [("", _("Not rated")), *((str(n), f"{n} · {word}") for n, word in GRADES.items())]


def grade(name: str) -> forms.TypedChoiceField:
    """A grade for one criterion; the first carries the heading of them all."""
    first = next(iter(CRITERIA)) == name
    field = forms.TypedChoiceField(
        label=CRITERIA[name],  # type: ignore[arg-type]
        choices=grade_choices,
        required=False,
        coerce=int,
        empty_value=None,
    )
    field.template_name = "technology/_grades_field.html" if first else None  # type: ignore[attr-defined]
    return field


def reason(name: str) -> forms.CharField:
    """Why that grade."""
    label = format_lazy("{} {}", lazy(with_colon, str)(CRITERIA[name]), gettext_lazy("why?"))
    return forms.CharField(label=label, required=False, max_length=400)


class ExperienceForm(PostForm):
    """Status and since when, how it goes, grades with their reasons, whom to call."""

    detail_names: ClassVar[tuple[str, ...]] = (
        "status", "since", "why_stopped", *(part for name in CRITERIA for part in (name, f"{name}_why")),
    )  # fmt: skip
    title_required: ClassVar[bool] = False
    names_readers: ClassVar[bool] = False
    more_names: ClassVar[tuple[str, ...]] = ()
    field_order = (
        "uid", "status", "since", "why_stopped", "body", *detail_names[3:], "contact", "language",
    )  # fmt: skip

    status = forms.ChoiceField(label=gettext_lazy("Where do you stand?"), choices=Status.choices)
    since = forms.DateField(
        label=pgettext_lazy("first day", "Since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    why_stopped = forms.CharField(
        label=gettext_lazy("Why was it stopped?"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("Only where it was."),
    )  # fmt: skip
    usefulness, usefulness_why = grade("usefulness"), reason("usefulness")
    ease, ease_why = grade("ease"), reason("ease")
    acceptance, acceptance_why = grade("acceptance"), reason("acceptance")
    protection, protection_why = grade("protection"), reason("protection")
    reliability, reliability_why = grade("reliability"), reason("reliability")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out what the technology says already."""
        super().__init__(*args, **kwargs)
        for name in ("title", "topics", "groups", "label"):
            del self.fields[name]
        self.fields["body"].required = True
        self.fields["body"].label = gettext_lazy("How does it go?")
        self.fields["body"].help_text = gettext_lazy("Two sentences are enough: what it does for you, what surprised.")
        self.fields["body"].widget.attrs["rows"] = 3

    def clean_since(self) -> Any:
        """A day that has come."""
        since = self.cleaned_data["since"]
        if since > timezone.localdate():
            self.add_error("since", _("This day has not come yet."))
        return since

    def clean(self) -> dict[str, Any]:
        """A grade has its reason, and an end too."""
        data = super().clean() or self.cleaned_data
        for name in CRITERIA:
            if data.get(name) and not data.get(f"{name}_why", "").strip():
                self.add_error(f"{name}_why", _("A grade needs its reason, in a sentence."))
        if data.get("status") == Status.STOPPED and not data.get("why_stopped", "").strip():
            self.add_error("why_stopped", _("Say why, in a sentence: others learn most from it."))
        return data
