"""Who is asked, as a form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from intercity.core.text import fold
from intercity.kinds.rollcall.scope import Who
from intercity.organisations.models import Level, Organisation
from intercity.organisations.viewers import Viewer
from intercity.places.names import country_name
from intercity.posts.filters.scales import SIZE_LABELS
from intercity.spaces.lists import lists_for
from intercity.spaces.models import Space, SpaceState

MOST_NAMES: Final = 500
MOST_SAID: Final = 5
# What belongs to which choice; what belongs to others is not looked at.
BELONGS: Final[Mapping[str, Collection[str]]] = {
    Who.SPACE: (), Who.LEVEL: ("level",), Who.COUNTRY: ("country", "country_level"), Who.SIZE: ("size",),
    Who.OTHER: ("other",), Who.LIST: ("saved",), Who.NAMES: ("names",),
}  # fmt: skip
NEEDED: Final[Mapping[str, str]] = {
    Who.LEVEL: "level", Who.COUNTRY: "country", Who.SIZE: "size", Who.OTHER: "other", Who.LIST: "saved",
    Who.NAMES: "names",
}  # fmt: skip


class WhomForm(forms.Form):
    """One way to say who is asked, and what belongs to it. `scope` is what comes out."""

    who = forms.ChoiceField(
        label=gettext_lazy("Who is asked"), choices=Who.choices, initial=Who.SPACE, widget=forms.RadioSelect
    )
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Level.choices, initial=Level.LOCAL, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    country_level = forms.ChoiceField(
        label=gettext_lazy("Of it"), required=False, initial=Level.LOCAL,
        choices=[("", gettext_lazy("Everybody")), *Level.choices],
    )  # fmt: skip
    size = forms.ChoiceField(label=gettext_lazy("City size"), choices=list(SIZE_LABELS.items()), required=False)
    other = forms.ChoiceField(label=gettext_lazy("Space"), required=False)
    saved = forms.ChoiceField(label=gettext_lazy("List"), required=False)
    names = forms.CharField(
        label=gettext_lazy("Names, one on each line"), required=False, max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, space: Space, **kwargs: Any) -> None:
        """Offer what `viewer` knows of."""
        super().__init__(*args, **kwargs)
        offers = {
            "country": country_choices(),
            "other": space_choices(viewer, space),
            "saved": list_choices(viewer, space),
        }
        for name, choices in offers.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        empty = {NEEDED_BY[name] for name, choices in offers.items() if not choices}
        self.fields["who"].choices = [pair for pair in Who.choices if pair[0] not in empty]  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        """The uids of the organisations that are named; unknown and shared names are refused with what to do."""
        typed = [line.strip() for line in self.cleaned_data["names"].replace(";", "\n").splitlines()]
        return find_named([line for line in typed if line]) if self.data.get("who") == Who.NAMES else []

    def clean(self) -> dict[str, Any] | None:
        """What belongs to the choice must be there; what belongs to another is not looked at."""
        data = super().clean() or self.cleaned_data
        who = data.get("who")
        if who is None:
            return data
        for name in set(self.errors) - {"who", *BELONGS[who]}:
            del self.errors[name]
        needed = NEEDED.get(who)
        if needed and needed not in self.errors and not data.get(needed):
            self.add_error(needed, _("Choose one.") if who != Who.NAMES else _("Write at least one name."))
        return data

    def scope(self) -> dict[str, Any]:
        """The choice as it is stored; call after `is_valid()`."""
        data = self.cleaned_data
        who = data["who"]
        held: dict[str, dict[str, Any]] = {
            Who.LEVEL: {"level": data.get("level")}, Who.SIZE: {"size": data.get("size")},
            Who.COUNTRY: {"country": data.get("country"), "level": data.get("country_level", "")},
            Who.OTHER: {"space": data.get("other")}, Who.LIST: {"list": data.get("saved")},
            Who.NAMES: {"organisations": data.get("names")},
        }  # fmt: skip
        return {"who": who, **held.get(who, {})}


NEEDED_BY: Final[Mapping[str, str]] = {name: who for who, name in NEEDED.items()}


def country_choices() -> list[tuple[str, str]]:
    """The countries that organisations of the network are in, in the reader's language."""
    rows = Organisation.objects.in_network().exclude(country="").order_by()
    language = get_language() or "en"
    names = [(code, country_name(code, language)) for code in rows.values_list("country", flat=True).distinct()]
    return sorted(names, key=lambda pair: fold(pair[1]))


def space_choices(viewer: Viewer, space: Space) -> list[tuple[str, str]]:
    """The other spaces that `viewer` knows of, by uid."""
    rows = Space.objects.visible_to(viewer).exclude(pk=space.pk).exclude(state=SpaceState.EXERCISE)
    return list(rows.order_by("name").values_list("uid", "name"))


def list_choices(viewer: Viewer, space: Space) -> list[tuple[str, str]]:
    """The saved lists that `viewer` can choose, by uid."""
    return list(lists_for(viewer, space).values_list("uid", "name"))


def find_named(typed: Iterable[str]) -> list[str]:
    """The uids of the organisations with these names, however they are capitalised and accented.

    Raises ValidationError that names those that nobody has or that several have.
    """
    wanted = list(dict.fromkeys(typed))
    if len(wanted) > MOST_NAMES:
        raise ValidationError(_("Name %(most)s at most, or choose them another way.") % {"most": MOST_NAMES})
    known = names_in_network() if wanted else {}
    unclear = [name for name in wanted if len(known.get(fold(name), ())) != 1]
    if unclear:
        raise ValidationError([problem_with_name(name, known) for name in unclear[:MOST_SAID]])
    return list(dict.fromkeys(uid for name in wanted for uid in known[fold(name)]))


def names_in_network() -> dict[str, set[str]]:
    """The uids behind each folded name, short name and slug. A full name means whoever has it, not whoever is called
    so for short.
    """
    found: dict[str, set[str]] = {}
    full: dict[str, set[str]] = {}
    rows = Organisation.objects.in_network().order_by().values_list("uid", "name", "short_name", "slug")
    for uid, name, *others in rows:
        full.setdefault(fold(name), set()).add(uid)
        for other in others:
            found.setdefault(fold(other), set()).add(uid)
    return {**found, **full}


def problem_with_name(name: str, known: Mapping[str, Collection[str]]) -> str:
    """What is wrong with a name that does not mean one organisation."""
    folded = fold(name)
    if known.get(folded):
        return _("Several organisations are called “%(name)s”. Write the full name.") % {"name": name}
    like = [other for other in known if other[:1] == folded[:1]]
    close = get_close_matches(folded, like, 1, 0.75)
    if close:
        return _("We do not know “%(name)s”. Did you mean “%(other)s”?") % {"name": name[:80], "other": close[0]}
    return _("We do not know “%(name)s”. Check the spelling, or take it off.") % {"name": name[:80]}
