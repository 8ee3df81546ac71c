"""Choosing a city by typing its name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intercity.core.text import fold
from intercity.places.models import City
from intercity.places.names import country_name
from intercity.places.spelling import strip_designator

MOST = 12


def cities_named(text: str, country: str) -> list[City]:
    """Cities called `text`, the largest first: own names before other names, "City of" taken off last.

    The same order as `places.matching`, asked of the database for this one name: the matcher of the importer
    holds the names of the whole world, which is too much for a web process.
    """
    folded = fold(text.partition(",")[0])
    for name in dict.fromkeys((folded, strip_designator(folded)[0])):
        for condition in (Q(folded=name), Q(other_names__folded=name)):
            rows = City.objects.filter(condition, **({"country": country} if country else {}))
            found = list(rows.select_related("region").distinct()[:MOST])
            if found and name:
                return found
    return []


def city_label(city: City) -> str:
    """`Nice, Provence-Alpes-Côte d'Azur, France`: enough to tell two places of one name apart."""
    country = country_name(city.country_id, get_language() or "en")
    return ", ".join(part for part in (city.name, city.region.name if city.region else "", country) if part)


class PlaceMixin(forms.Form):
    """Two fields: the typed name, and the choice among several places of that name once it is needed.

    Subclasses have a `country` field and call `clean_place` last in `clean`; the city is then
    `cleaned_data["place"]`, or None.
    """

    place_name = forms.CharField(
        label=_("Place"), max_length=120, required=False, help_text=_("The city where its office is. Type its name.")
    )
    place_choice = forms.ChoiceField(label=_("Which one?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, place: City | None = None, **kwargs: Any) -> None:
        """`place` is the city as it stands now."""
        super().__init__(*args, **kwargs)
        self._standing = place
        if place is not None:
            self.fields["place_name"].initial = place.name
        self._candidates = self._find() if self.is_bound else []
        choices = [(str(city.pk), city_label(city)) for city in self._candidates]
        self.fields["place_choice"].choices = choices  # type: ignore[attr-defined]
        if len(choices) < 2:
            self.fields["place_choice"].widget = forms.HiddenInput()

    def _typed(self, name: str) -> str:
        # PostgreSQL cannot be asked for null bytes.
        return str(self.data.get(self.add_prefix(name), "")).replace("\x00", "").strip()

    def _find(self) -> list[City]:
        text = self._typed("place_name")
        return cities_named(text, self._typed("country")) if text else []

    def clean_place(self) -> City | None:
        """The city that is meant; ValidationError for an unknown name, and for one that needs a choice."""
        text, chosen = self._typed("place_name"), self._typed("place_choice")
        if not text:
            return None
        if self._standing is not None and text == self._standing.name and not chosen:
            return self._standing
        for city in self._candidates:
            if str(city.pk) == chosen or len(self._candidates) == 1:
                return city
        if self._candidates:
            raise ValidationError({"place_choice": _("More than one place has this name. Choose one.")})
        raise ValidationError({"place_name": _("We do not know this place. Check the spelling, or leave it empty.")})
