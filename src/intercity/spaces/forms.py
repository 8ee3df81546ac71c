"""Forms of spaces: open one, change its settings, bring in organisations and coordinators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intercity.organisations.models import Membership, Organisation, Person
from intercity.spaces.blueprints import BLUEPRINTS
from intercity.spaces.models import Label, Space, SpaceState, SpaceTemplate, Template, Topic, Wording
from intercity.spaces.models.labels import usable_within
from intercity.spaces.tabs import tab_choices

# Before the uid of a template that was made from a space, where one is chosen.
GROWN = "grown:"
# Named readers belong to a post, not to a space.
SPACE_CHOICES = [(label.value, label.label) for label in Label if label != Label.RED]

FIRST_STATES = [
    (SpaceState.ACTIVE.value, _("Active: this is real")),
    (SpaceState.EXERCISE.value, _("Exercise: every post says that it is invented")),
]
# What is invented never becomes real, nor the other way round: an exercise is ended by removing it.
LATER_STATES = [(state.value, state.label) for state in SpaceState if state != SpaceState.EXERCISE]
WHO_MAY_JOIN = [("True", _("Every city of the network")), ("False", _("By invitation"))]


def template_choices() -> list[tuple[str, str]]:
    """Each template with the sentence that says what it sets."""
    return [(t.value, f"{t.label} – {BLUEPRINTS[t].sentence}") for t in Template] + grown_choices()


def grown_choices() -> list[tuple[str, str]]:
    """The newest version of each template that was made from a space, with what is written on it."""
    newest = {row.name: row for row in SpaceTemplate.objects.order_by("name", "version")}
    return [(f"{GROWN}{row.uid}", grown_label(row)) for row in newest.values()]


def grown_label(row: SpaceTemplate) -> str:
    """Its name and what is written on it."""
    return " – ".join(part for part in (row.name, str(row.data["description"])[:200]) if part)


class NewSpaceForm(forms.Form):
    """What is needed to begin; everything else comes from the template."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Short, so that everybody knows what it is: “Floods 2027”.")
    )
    template = forms.ChoiceField(
        label=_("What it is"), choices=template_choices, initial=Template.CRISIS, widget=forms.RadioSelect
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences: what the cities do here together."),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State"), choices=FIRST_STATES, initial=SpaceState.ACTIVE, widget=forms.RadioSelect
    )

    def clean_name(self) -> str:
        """A name that no open space has: it also stops a form that was sent twice."""
        name = str(self.cleaned_data["name"]).strip()
        if Space.objects.filter(name__iexact=name).exclude(state=SpaceState.ARCHIVED).exists():
            raise ValidationError(_("A space with this name is open already."))
        return name


class SpaceSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What coordinators of a space may change."""

    open_to_network = forms.TypedChoiceField(
        label=_("Who may join"), choices=WHO_MAY_JOIN, coerce=lambda value: value == "True", widget=forms.RadioSelect
    )

    pages = forms.MultipleChoiceField(
        label=_("Further pages"), choices=tab_choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside stream, table and map. What was written there stays when you take a page off."),
    )  # fmt: skip

    class Meta:
        model = Space
        fields = (
            "name", "description", "topics", "state", "open_to_network", "default_label", "widest_label",
            "next_ring_hours", "escalate_hours", "asks_per_week", "who_asks_all", "ask_alls_per_week",
            "second_factor", "two_person", "pages",
        )  # fmt: skip
        widgets = {  # noqa: RUF012 (read by the metaclass only)
            "description": forms.Textarea(attrs={"rows": 4}),
            "topics": forms.CheckboxSelectMultiple,
            "state": forms.RadioSelect,
            "default_label": forms.RadioSelect,
            "widest_label": forms.RadioSelect,
            "who_asks_all": forms.RadioSelect,
        }
        help_texts = {  # noqa: RUF012
            "state": _("An archived space can be read. Nobody can post in it."),
            "default_label": _("Chosen at first when somebody writes a post."),
            "widest_label": _("No new post reaches more people. Posts that are public already stay public."),
            "next_ring_hours": _("When nobody has answered a question by then, more cities are asked to help."),
            "escalate_hours": _("When there is still no answer by then, you hear of it, and duty mailboxes do."),
            "asks_per_week": _("Nobody is asked directly more often than this, in all spaces together."),
            "who_asks_all": _("“Ask all cities” puts one question to every city, with a deadline."),
            "ask_alls_per_week": _("Cities that are asked too often stop answering."),
            "second_factor": _("A passkey or an app besides the mailed code. Nobody can write here by mail then."),
            "two_person": _(
                "Until then it is for the network. What is public stays so until somebody changes it. Answers to “Ask "
                "all cities” are never public here."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the labels that are in use."""
        super().__init__(*args, **kwargs)
        for name in ("default_label", "widest_label"):
            self.fields[name].choices = SPACE_CHOICES  # type: ignore[attr-defined]
        own = Q(pk__in=self.instance.topics.all())
        self.fields["topics"].queryset = Topic.objects.filter(Q(retired=False, parent=None) | own)  # type: ignore[attr-defined]
        exercise = [(SpaceState.EXERCISE.value, SpaceState.EXERCISE.label)]
        self.fields["state"].choices = exercise if self.instance.is_exercise else LATER_STATES  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a usual label that reaches further than the widest, and coordinators who are told too soon."""
        data = super().clean() or {}
        usual, widest = data.get("default_label"), data.get("widest_label")
        if usual and widest and Label(usual) not in usable_within(widest):
            self.add_error("default_label", _("The usual label may not reach more people than the widest label."))
        if (data.get("escalate_hours") or 0) < (data.get("next_ring_hours") or 0):
            self.add_error("escalate_hours", _("First more cities are asked, then the coordinators are told."))
        return data


class AgreementForm(forms.Form):
    """The words of a space's exchange agreement."""

    purpose = forms.CharField(
        label=_("For what purpose"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why the organisations of this space tell each other what they know."),
    )  # fmt: skip
    readers = forms.CharField(
        label=_("Who reads what"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What each label means here, and who passes what on to whom."),
    )  # fmt: skip
    kept_for = forms.CharField(
        label=_("For how long"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("How long posts stay, and what becomes of them then."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What else we agree on"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Markdown. Short sentences: people read it before they press."),
    )  # fmt: skip

    @property
    def wording(self) -> Wording:
        """What was written, with lines that end as everywhere else; call after `is_valid()`."""
        words = {name: str(self.cleaned_data[name]).replace("\r\n", "\n") for name in self.fields}
        return Wording(**words)


class RemoveForm(forms.Form):
    """The name of an exercise, typed once more."""

    name = forms.CharField(label=_("Type the name of this space"), max_length=120)

    def __init__(self, space: Space, data: Any = None) -> None:
        """For one space."""
        super().__init__(data, prefix="remove")
        self.space = space

    def clean_name(self) -> str:
        """The very name."""
        typed = str(self.cleaned_data["name"]).strip()
        if typed.casefold() != self.space.name.casefold():
            raise ValidationError(_("This is not its name. Nothing was removed."))
        return typed


class OrganisationForm(forms.Form):
    """Names one organisation that takes part itself, as people type it."""

    organisation = forms.CharField(
        label=_("City or partner"), max_length=160, widget=forms.TextInput(attrs={"list": "organisations"})
    )

    def clean_organisation(self) -> Organisation:
        """The organisation with that name; an unknown or ambiguous name is refused with what to do."""
        typed = str(self.cleaned_data["organisation"]).strip()
        named = Q(name__iexact=typed) | Q(short_name__iexact=typed) | Q(slug=typed.lower())
        found = list(Organisation.objects.in_network().filter(named)[:2])
        if not found:
            raise ValidationError(_("We do not know this organisation. Choose one of the list, or add it first."))
        if len(found) > 1:
            raise ValidationError(_("Several organisations have this name. Write the full name."))
        return found[0]


class CoordinatorForm(forms.Form):
    """Names a person by mail address."""

    email = forms.EmailField(label=_("E-mail"), help_text=_("Of somebody who may speak for an organisation."))

    def clean_email(self) -> Person:
        """The verified member with that address."""
        email = str(self.cleaned_data["email"]).lower()
        row = Membership.objects.speaking().filter(person__email=email).select_related("person").first()
        if row is None:
            raise ValidationError(_("No verified member has this address. Invite and verify the person first."))
        return row.person
