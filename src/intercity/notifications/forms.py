"""The choices for each sort of event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from intercity.notifications.choices import Choice, choice_of
from intercity.notifications.models import By
from intercity.organisations.models import Person
from intercity.posts.telling import Event, Pace, all_events


class HearingForm(forms.Form):
    """For each event how soon, and which way."""

    def __init__(self, person: Person, data: Mapping[str, Any] | None = None) -> None:
        """Two fields for each event, as the person chose them before."""
        super().__init__(data)
        self.events = list(all_events().values())
        for event in self.events:
            choice = choice_of(person, event)
            self.fields[f"pace-{event.name}"] = forms.ChoiceField(
                label=_("How soon"), choices=Pace.choices, initial=choice.pace
            )
            self.fields[f"by-{event.name}"] = forms.ChoiceField(
                label=_("Which way"), choices=By.choices, initial=choice.by
            )

    def clean(self) -> dict[str, Any]:
        """A push message shows what happens now; what is gathered goes by mail or waits in the inbox."""
        data = super().clean() or {}
        for event in self.events:
            pace = data.get(f"pace-{event.name}")
            if data.get(f"by-{event.name}") == By.PUSH and pace in (Pace.DAILY, Pace.WEEKLY):
                self.add_error(
                    f"by-{event.name}", _("A push message comes at once. For once a day or a week, choose mail.")
                )
        return data

    def rows(self) -> Iterator[tuple[Event, BoundField, BoundField]]:
        """Each event with its two fields."""
        for event in self.events:
            yield event, self[f"pace-{event.name}"], self[f"by-{event.name}"]

    def choices(self) -> Iterator[tuple[Event, Choice]]:
        """What was chosen for each event; call after `is_valid()`."""
        for event in self.events:
            pace, by = self.cleaned_data[f"pace-{event.name}"], self.cleaned_data[f"by-{event.name}"]
            yield event, Choice(Pace(pace), By(by))
