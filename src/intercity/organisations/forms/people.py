"""Inviting people, admitting them, and one's own account."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intercity.core.templatetags.intercity import language_name
from intercity.core.time_zones import ZoneField, zone_options
from intercity.organisations.invitation_list import Guest, OrganisationFinder, decode
from intercity.organisations.models import Organisation, Person, Role
from intercity.organisations.models.membership import SPEAKING


def page_languages() -> list[tuple[str, str]]:
    """The languages of the pages, each by its own name."""
    return [(code, language_name(code)) for code, _name in settings.LANGUAGES]


def mail_languages() -> list[tuple[str, str]]:
    """What an invitation may be written in; nothing chosen means the organisation's own language."""
    return [("", str(_("The organisation's own"))), *page_languages()]


class InviteForm(forms.Form):
    """A colleague for an organisation that is known already."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.OFFICER, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=mail_languages, required=False)

    def clean_name(self) -> str:
        """One line, without control characters."""
        return " ".join("".join(c if c.isprintable() else " " for c in self.cleaned_data["name"]).split())

    def guest(self, organisation: Organisation | None) -> Guest:
        """Whom the form names; call after `is_valid()`."""
        data = self.cleaned_data
        return Guest(data["email"].lower(), data["name"], organisation, data["role"])


class CoordinatorInviteForm(InviteForm):
    """Anybody, by a coordinator."""

    organisation = forms.CharField(
        label=_("Organisation"), max_length=160, required=False, help_text=_("Its name, as on its page.")
    )
    makes_coordinator = forms.BooleanField(label=_("Also coordinator of the network"), required=False)
    field_order = ("email", "name", "organisation", "role", "makes_coordinator", "language")

    def clean(self) -> dict[str, Any]:
        """Everybody but a coordinator needs an organisation."""
        data = super().clean() or {}
        if not data.get("organisation") and not data.get("makes_coordinator"):
            self.add_error("organisation", _("Write the organisation for which this person will act."))
        return data

    def clean_organisation(self) -> Organisation | None:
        """The organisation of that name."""
        text = self.cleaned_data["organisation"].strip()
        return OrganisationFinder().find(text) if text else None


class InviteListForm(forms.Form):
    """A table of people: pasted, or from a file."""

    file = forms.FileField(label=_("File (CSV)"), required=False)
    text = forms.CharField(
        label=_("Or paste the list here"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "placeholder": "email,name,organisation,role"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the mail"), choices=mail_languages, required=False)

    def clean_file(self) -> str:
        """The text of the file, or nothing."""
        uploaded = self.cleaned_data["file"]
        return decode(uploaded.read()) if uploaded else ""

    def clean(self) -> dict[str, Any]:
        """The file goes before the pasted text; one of them must say something."""
        data = super().clean() or {}
        data["list"] = data.get("file") or data.get("text") or ""
        if not self.errors and not data["list"].strip():
            raise ValidationError(_("There are no rows. Paste the list, or choose a file."))
        return data


class RoleForm(forms.Form):
    """The role of a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class VerifyForm(forms.Form):
    """The role of somebody who may speak from now on."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in SPEAKING])


class FirstCoordinatorForm(forms.Form):
    """Who the first coordinator is: the one-time link is addressed to nobody."""

    email = forms.EmailField(
        label=_("Your work e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class MeForm(forms.ModelForm):  # type: ignore[type-arg]
    """One's own account."""

    language = forms.ChoiceField(label=_("Language"), choices=page_languages)
    time_zone = ZoneField(label=_("Time zone"), required=False)

    class Meta:
        model = Person
        fields: ClassVar = ["name", "position", "phone", "language", "time_zone"]
        widgets: ClassVar = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }
        help_texts: ClassVar = {
            "phone": _("Only signed-in members of the network see it."),
            "position": _("For example: head of the crisis unit."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A name is what colleagues see: ask for one."""
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        usual = _("As the network (%(zone)s)") % {"zone": settings.TIME_ZONE}
        zones = zone_options([self.instance.time_zone], country_of(self.instance))
        self.fields["time_zone"].choices = [("", usual), *zones]  # type: ignore[attr-defined]


def country_of(person: Person) -> str:
    """The country of the organisation that somebody is in, "" for nobody's."""
    rows = person.memberships.filter(ended_at=None).exclude(organisation__country="") if person.pk else None
    return str(rows.order_by("pk").values_list("organisation__country", flat=True).first() or "") if rows else ""
