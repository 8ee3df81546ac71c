"""What people chose for a sort of event: how soon, and which way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intercity.notifications.models import By, Preference
from intercity.organisations.models import Person
from intercity.posts.telling import Event, Pace


@dataclass(frozen=True)
class Choice:
    """How soon somebody wants to hear of an event, and which way."""

    pace: Pace
    by: By = By.MAIL


def choices_of(people: Iterable[Person], event: Event) -> Mapping[int, Choice]:
    """What each of `people` chose for `event`, by their key; by mail at the event's own pace for whoever did not."""
    people = list(people)
    rows = Preference.objects.filter(event=event.name, person__in=people)
    chosen = {row.person_id: Choice(Pace(row.pace), By(row.by)) for row in rows}
    usual = Choice(event.pace)
    return {person.pk: chosen.get(person.pk, usual) for person in people}


def choice_of(person: Person, event: Event) -> Choice:
    """What one person chose."""
    return choices_of([person], event)[person.pk]
