"""How fields that were asked already are said from now on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.kinds.rollcall.actions.changing import Wording
from intercity.kinds.rollcall.forms.fields import LONGEST_OPTION, option_lines, problem_with
from intercity.kinds.rollcall.models import Field
from intercity.posts.forms import one_line


class WordingForm(forms.Form):
    """The wording of one field, of its options, and new options."""

    label = forms.CharField(label=gettext_lazy("Question"), max_length=200)
    added = forms.CharField(
        label=gettext_lazy("Add choices, one on each line"), required=False, max_length=2500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, row: Field) -> None:
        """One text for each option of `row`."""
        self.row = row
        names = {f"option-{one['id']}": one["label"] for one in row.options}
        super().__init__(data, prefix=row.name, initial={"label": row.label, **names})
        if not row.options:
            del self.fields["added"]
        for name in names:
            self.fields[name] = forms.CharField(label=_("Choice"), max_length=LONGEST_OPTION)

    def clean_label(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["label"])

    def clean(self) -> dict[str, Any] | None:
        """Options must differ."""
        data = super().clean() or self.cleaned_data
        if self.row.options and not self.errors:
            problem = problem_with([*self.options.values(), *option_lines(data["added"])])
            if problem:
                raise ValidationError(problem)
        return data

    @property
    def options(self) -> dict[str, str]:
        """The labels by ids."""
        return {one["id"]: one_line(self.cleaned_data[f"option-{one['id']}"]) for one in self.row.options}

    @property
    def option_rows(self) -> list[tuple[str, forms.BoundField]]:
        """Each option's id with its text, to draw them."""
        return [(one["id"], self[f"option-{one['id']}"]) for one in self.row.options]

    def wording(self) -> Wording:
        """What is said from now on; call after `is_valid()`."""
        data = self.cleaned_data
        return Wording(data["label"], self.options, option_lines(data.get("added", "")))
