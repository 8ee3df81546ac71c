"""What a question asks of its writer."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.kinds.question.requests import may_be_asked
from intercity.organisations.models import Organisation
from intercity.posts.forms import PostForm
from intercity.spaces.models import Label, Space


class AddresseeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An organisation of another level, said with its level."""

    def label_from_instance(self, obj: Organisation) -> str:
        """ "Ministry of Health (Country)"."""
        return f"{obj.name} ({obj.get_level_display()})"

    def to_python(self, value: Any) -> Any:
        """As always; PostgreSQL would refuse null bytes."""
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)


class QuestionForm(PostForm):
    """The question as title, the circumstances as text, by when it is needed, and who at another level is asked."""

    detail_names: ClassVar[tuple[str, ...]] = ("needed_by", "addressee")
    more_names: ClassVar[tuple[str, ...]] = ("needed_by", "addressee", "groups", "contact", "language")

    needed_by = forms.DateTimeField(
        label=_("Needed by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    addressee = AddresseeField(
        Organisation.objects.none(),
        label=_("Ask the region, the ministry or another level"),
        required=False,
        to_field_name="slug",
        empty_label=_("Nobody in particular"),
        help_text=_("They are told. Other cities can support your request, and everybody sees what came of it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the shared fields mean here."""
        super().__init__(*args, **kwargs)
        self.space: Space = kwargs["space"]
        self.fields["title"].label = _("What do you need to know?")
        self.fields["body"].label = _("What should others know to answer well?")
        self.fields["addressee"].queryset = may_be_asked()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whoever is asked must see the question; its addressee is kept by its slug, as plain data ("" for nobody)."""
        data = super().clean() or self.cleaned_data
        chosen = data.get("addressee")
        if chosen is not None and not self.reaches(chosen):
            self.add_error("addressee", _("They would not see it. Choose “Public”, or have them join this space."))
        data["addressee"] = chosen.slug if chosen is not None else ""
        return data

    def reaches(self, addressee: Organisation) -> bool:
        """Whether the members of that organisation see what carries the chosen label in this space."""
        if self.cleaned_data.get("label") == Label.CLEAR or addressee.reads_network:
            return True
        return self.space.members.filter(organisation=addressee).exists()
