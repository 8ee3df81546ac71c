"""What people chose for a sort of event: how soon, and which way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from intercity.notifications.models import By, Preference
from intercity.organisations.models import Person
from intercity.posts.telling import Event, Pace, all_events

# Nobody chooses anything for the digest itself: it is every event that comes once a day or a week by mail.
DIGEST: Final = Event("digest", _("Everything that is gathered for once a day or once a week"), Pace.DAILY)
GATHERED: Final = (Pace.DAILY, Pace.WEEKLY)


@dataclass(frozen=True)
class Choice:
    """How soon somebody wants to hear of an event, and which way."""

    pace: Pace
    by: By = By.MAIL


def choices_of(people: Iterable[Person], event: Event) -> Mapping[int, Choice]:
    """What each of `people` chose for `event`, by their key; by mail at the event's own pace for whoever did not."""
    people = list(people)
    if event.is_receipt:
        return {person.pk: Choice(event.pace) for person in people}
    rows = Preference.objects.filter(event=event.name, person__in=people)
    chosen = {row.person_id: Choice(Pace(row.pace), By(row.by)) for row in rows}
    usual = Choice(event.pace)
    return {person.pk: chosen.get(person.pk, usual) for person in people}


def choice_of(person: Person, event: Event) -> Choice:
    """What one person chose."""
    return choices_of([person], event)[person.pk]


def all_choices(person: Person) -> Mapping[str, Choice]:
    """What one person chose for every event, by its name, in one query."""
    rows = Preference.objects.filter(person=person)
    chosen = {row.event: Choice(Pace(row.pace), By(row.by)) for row in rows}
    return {name: chosen.get(name, Choice(event.pace)) for name, event in all_events().items()}


def gathered(person: Person) -> list[Event]:
    """The events that reach the person in a digest."""
    choices = all_choices(person)
    return [event for event in all_events().values() if is_gathered(choices[event.name])]


def is_gathered(choice: Choice) -> bool:
    """Whether a choice leads into the digest."""
    return choice.by == By.MAIL and choice.pace in GATHERED


def is_mailed(person: Person, event: Event) -> bool:
    """Whether mail about such events goes to the person, at whatever pace."""
    if event == DIGEST:
        return bool(gathered(person))
    choice = choice_of(person, event)
    return choice.by == By.MAIL and choice.pace != Pace.NEVER
