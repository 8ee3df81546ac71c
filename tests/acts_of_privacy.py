"""Somebody is erased, as the record tells it."""

from __future__ import annotations

from typing import Any

from intercity.organisations.models import Person
from intercity.privacy.closing import do_close
from intercity.privacy.erasing import do_forget, sought
from tests.personas import make_persona


def ask(city: Any) -> None:
    """A colleague of the city asks for it."""
    do_close(make_persona("leaver", city.officer.organisation).person)


def forget(_city: Any) -> None:
    """And is gone."""
    person = Person.objects.get(name="leaver")
    do_forget(person, sought(person))


ACTS = [("person.erasing", ask), ("person.erased", forget)]
MUST_NOT_SHOW = {ask}
