"""The choices for each sort of event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intercity.notifications.choices import Choice, all_choices
from intercity.notifications.models import By
from intercity.notifications.push.keys import is_installed
from intercity.notifications.push.subscribing import is_push_service
from intercity.organisations.models import Person
from intercity.posts.telling import Event, Pace, all_events


class HearingForm(forms.Form):
    """For each event how soon, and which way."""

    def __init__(self, person: Person, data: Mapping[str, Any] | None = None) -> None:
        """Two fields for each event, as the person chose them before."""
        super().__init__(data)
        self.events, chosen = list(all_events().values()), all_choices(person)
        for event in self.events:
            choice = chosen[event.name]
            self.fields[f"pace-{event.name}"] = forms.ChoiceField(
                label=_("How soon"), choices=Pace.choices, initial=choice.pace
            )
            self.fields[f"by-{event.name}"] = forms.ChoiceField(label=_("Which way"), choices=ways(), initial=choice.by)

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


def ways() -> list[tuple[str, str | Promise]]:
    """The ways that this installation has: push only where its packages are installed."""
    return [(value, label) for value, label in By.choices if value != By.PUSH or is_installed()]


class PushForm(forms.Form):
    """What a browser says of itself when it is to show messages (Push API); its keys in base64url."""

    endpoint = forms.CharField(max_length=500)
    p256dh = forms.RegexField(r"^[\w-]{80,100}=*$", max_length=120)
    auth = forms.RegexField(r"^[\w-]{20,40}=*$", max_length=60)

    def clean_endpoint(self) -> str:
        """Only addresses of known push services."""
        endpoint: str = self.cleaned_data["endpoint"]
        if not is_push_service(endpoint):
            raise forms.ValidationError(_("This push service is not known here."))
        return endpoint
