"""What is typed while asking: whom to add, whom to pass it to, what one knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Membership
from intercity.spaces.models import Topic


class ColleagueForm(forms.Form):
    """To whom a question is passed."""

    colleague = forms.ModelChoiceField(
        label=_("Colleague"), queryset=Membership.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        """`choices` are the memberships to choose from."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["colleague"]
        field.queryset = choices
        field.label_from_instance = colleague_label


def colleague_label(membership: Membership) -> str:
    """Name and position."""
    parts: Iterable[str] = (str(membership.person), membership.person.position)
    return ", ".join(part for part in parts if part)


class ExpertiseForm(forms.Form):
    """The topics that an organisation knows well."""

    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"), queryset=Topic.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("What your people can tell others about. Others may ask you, a few times a week at most."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the topics in use."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topics"]
        field.queryset = Topic.objects.filter(retired=False)
