"""The profile of an organisation."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intercity.core.languages import language_choices
from intercity.organisations.domains import clean_domains
from intercity.organisations.forms.place import PlaceMixin
from intercity.organisations.models import Organisation
from intercity.places.models import Country
from intercity.places.names import country_name


def country_choices() -> list[tuple[str, str]]:
    """Every country with its name in the reader's language, in the order of the names."""
    language = get_language() or "en"
    codes = Country.objects.values_list("code", flat=True)
    named = sorted(((code, country_name(code, language)) for code in codes), key=lambda pair: pair[1].casefold())
    return [("", _("None")), *named]  # type: ignore[list-item]


class OrganisationForm(PlaceMixin, forms.ModelForm):  # type: ignore[type-arg]
    """Everything a lead or a coordinator may say about an organisation."""

    country = forms.ChoiceField(label=_("Country"), required=False, choices=country_choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, choices=language_choices, widget=forms.CheckboxSelectMultiple
    )
    web = forms.URLField(label=_("Web page"), required=False, assume_scheme="https")
    domains = forms.CharField(
        label=_("Mail domains"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("Whoever has an address there may sign in and read. One per line, for example city.example.org."),
    )  # fmt: skip

    class Meta:
        model = Organisation
        fields: ClassVar = [
            "name", "short_name", "type", "level", "country", "languages", "about", "web",
            "contact_name", "contact_phone", "contact_email", "duty_email",
        ]  # fmt: skip
        widgets: ClassVar = {
            "about": forms.Textarea(attrs={"rows": 4}),
            "contact_phone": forms.TextInput(attrs={"type": "tel"}),
        }
        help_texts: ClassVar = {
            "name": _("As it is written in full: City of Nice."),
            "short_name": _("As people say it: Nice."),
            "contact_name": _("Everybody sees this office, its telephone and its e-mail."),
        }

    field_order = (
        "name", "short_name", "type", "level", "country", "place_name", "place_choice", "contact_name",
        "contact_phone", "contact_email", "duty_email", "web", "about", "domains", "languages",
    )  # fmt: skip

    def __init__(self, *args: Any, may_set_level: bool, **kwargs: Any) -> None:
        """Prefill place and domains from the instance, if it stands already."""
        instance = kwargs.get("instance")
        super().__init__(*args, place=instance.place if instance else None, **kwargs)
        if instance is not None and instance.pk:
            listed = instance.mail_domains.order_by("domain").values_list("domain", flat=True)
            self.fields["domains"].initial = "\n".join(listed)
        if not may_set_level:
            # The level decides what its members may read: nobody widens their own rights.
            del self.fields["level"]

    def clean_name(self) -> str:
        """One line, without control characters."""
        return one_line(self.cleaned_data["name"])

    def clean_short_name(self) -> str:
        """One line, without control characters."""
        return one_line(self.cleaned_data["short_name"])

    def clean_domains(self) -> list[str]:
        """The listed domains, checked."""
        return clean_domains(self.cleaned_data["domains"], self.instance if self.instance.pk else None)

    def clean(self) -> dict[str, Any]:
        """Find the place last: it depends on the country."""
        data = super().clean() or {}
        data["place"] = self.instance.place = self.clean_place()
        return data


def one_line(text: str) -> str:
    """`text` with white space folded; ValidationError when nothing readable is left of it."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if text and not line:
        raise ValidationError(_("Please write something that can be read."))
    return line
