"""The form that opens a space."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.kinds.rollcall.readymade import READYMADE
from intercity.organisations.models import Membership, Person
from intercity.organisations.viewers import Viewer
from intercity.pages.opening.opening import Plan, usual_topics, usual_welcome
from intercity.spaces.blueprints import BLUEPRINTS
from intercity.spaces.forms import GROWN, NewSpaceForm
from intercity.spaces.grown.actions import topics_in
from intercity.spaces.grown.shape import Shape, read_plain
from intercity.spaces.models import OrganisationList, SpaceTemplate, Template, Topic


class OpenForm(NewSpaceForm):
    """What every space needs, and what a crisis opens with. The latter is left aside for other templates."""

    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("What it is about"), queryset=Topic.objects.none(), required=False, to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    lists = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who is in from the beginning"), queryset=OrganisationList.objects.none(), required=False,
        to_field_name="uid", widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Everybody on these lists. Other cities may join."),
    )  # fmt: skip
    agreement = forms.BooleanField(
        label=gettext_lazy("Begin with an exchange agreement"), required=False,
        help_text=gettext_lazy(
            "Who reads what, for what purpose, how long. An organisation is in once its lead has accepted. "
            "You can change the words before or after. In a crisis, cities begin sooner without it."
        ),
    )  # fmt: skip
    every_city = forms.BooleanField(label=gettext_lazy("Every city of the network is in"), required=False)
    coordinators = forms.CharField(
        label=gettext_lazy("Who looks after it with you"), required=False, max_length=2000,
        help_text=gettext_lazy("E-mail addresses of verified members, with commas between them."),
    )  # fmt: skip
    welcome = forms.CharField(
        label=gettext_lazy("Welcome post"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("It stays at the top. Leave it empty for none."),
    )  # fmt: skip
    first = forms.ChoiceField(
        label=gettext_lazy("First question to all cities"), required=False,
        help_text=gettext_lazy("You see it, change it if you want, and send it on the next page."),
    )  # fmt: skip

    def __init__(self, viewer: Viewer, data: Mapping[str, Any] | None = None, template: str = "") -> None:
        """Choose beforehand what most crises need."""
        initial = {
            "topics": [topic.slug for topic in usual_topics()], "welcome": usual_welcome(), "first": READYMADE[0].name,
            "lists": list(OrganisationList.objects.standing().values_list("uid", flat=True)),
            "every_city": not OrganisationList.objects.standing().exists(),
            **({"template": template} if template else {}),
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.viewer = viewer
        self.fields["topics"].queryset = Topic.objects.filter(retired=False, parent=None)  # type: ignore[attr-defined]
        self.fields["lists"].queryset = OrganisationList.objects.filter(space=None)  # type: ignore[attr-defined]
        self.fields["first"].choices = first_choices()  # type: ignore[attr-defined]
        if not self.fields["lists"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["lists"]

    def clean(self) -> dict[str, Any]:
        """Refuse an agreement where the template has no words for one."""
        data = super().clean() or self.cleaned_data
        chosen = str(data.get("template", ""))
        if chosen.startswith(GROWN):
            data["grown"] = read_plain(SpaceTemplate.objects.get(uid=chosen.removeprefix(GROWN)).data)
            data["template"] = data["grown"].template
            data["description"] = data.get("description") or data["grown"].description
        elif data.get("agreement") and chosen and BLUEPRINTS[chosen].agreement is None:
            self.add_error("agreement", _("Write it on its own page once the space is open: there is no usual one."))
        return data

    def clean_coordinators(self) -> list[Person]:
        """The verified members with these addresses; each that is none is named."""
        typed = str(self.cleaned_data["coordinators"]).replace(";", ",").split(",")
        return [speaker(address.strip().lower()) for address in typed if address.strip()]

    @property
    def is_crisis(self) -> bool:
        """Whether the second half of the form counts; call after `is_valid()`."""
        return bool(self.cleaned_data["template"] == Template.CRISIS)

    @property
    def first_question(self) -> str:
        """The ready-made question that is sent next; "" for none."""
        return str(self.cleaned_data.get("first", "")) if self.is_crisis else ""

    def plan(self) -> Plan:
        """What was filled in; call after `is_valid()`."""
        data, viewer = self.cleaned_data, self.viewer
        grown: Shape | None = data.get("grown")
        own = [viewer.person] if viewer.person else []
        plain = Plan(
            data["name"], data["template"], data["description"], data["state"], coordinators=own,
            organisations=[viewer.organisation] if viewer.organisation else [], agreement=data["agreement"],
            grown=grown, topics=topics_in(grown) if grown else (),
        )  # fmt: skip
        if not self.is_crisis:
            return plain
        people = {person.pk: person for person in [*own, *data["coordinators"]]}
        return Plan(
            plain.name, plain.template, plain.description, plain.state, topics=plain.topics or list(data["topics"]),
            lists=list(data.get("lists", ())), coordinators=list(people.values()), organisations=plain.organisations,
            every_city=data["every_city"], welcome=data["welcome"].replace("\x00", ""), agreement=data["agreement"],
            grown=grown,
        )  # fmt: skip


def first_choices() -> list[tuple[str, str | Promise]]:
    """The ready-made questions, and none."""
    return [*((ready.name, ready.label) for ready in READYMADE), ("", gettext_lazy("None yet"))]


def speaker(address: str) -> Person:
    """The verified member with that address. Raises ValidationError with what to do."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(_("This is no e-mail address: %(address)s") % {"address": address}) from error
    row = Membership.objects.speaking().filter(person__email=address).select_related("person").first()
    if row is None:
        said = _("No verified member has the address %(address)s. Invite and verify the person first.")
        raise ValidationError(said % {"address": address})
    return row.person
