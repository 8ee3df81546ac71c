"""The acts around taking part in events and what is asked before them, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from intercity.kinds.asked import actions as questions
from intercity.kinds.event.attending import actions
from intercity.kinds.event.attending.clock import remind
from intercity.kinds.event.attending.losing import Looking
from intercity.kinds.event.attending.models import Registration
from intercity.kinds.event.models import Event
from intercity.organisations.models import Membership, Person
from intercity.posts.content import PostContent
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.personas import make_organisation, make_persona, make_post

if TYPE_CHECKING:
    from tests.test_public_world import City

OPEN, INSIDE = "A workshop with places", "A workshop inside"


def event(city: City, title: str = OPEN, label: str = Label.CLEAR) -> Post:
    """A public event with one place, in 20 hours."""
    found = Post.objects.filter(title=title).first()
    if found is None:
        starts = timezone.now() + timedelta(hours=20)
        details = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "zone": "Europe/Paris", "capacity": 1}
        found = make_post(city.officer, city.space, kind="event", title=title, label=label, **details)
    return city.fresh(found)


def begin(city: City) -> None:
    event(city)


def take_part(city: City) -> None:
    actions.register(city.officer.viewer, event(city))


def wait(city: City) -> None:
    guest = make_persona("waits for a place", make_organisation("City of Brno", country="CZ"))
    actions.register(guest.viewer, event(city))


def leave(city: City) -> None:
    """Who waited has the place now."""
    actions.unregister(city.officer.viewer, event(city))


def leave_too(city: City) -> None:
    waited = Registration.objects.get(person__name="waits for a place")
    actions.do_unregister(event(city), waited.person)


def take_part_again(city: City) -> None:
    guest = make_persona("leaves the city", make_organisation("City of Gent", country="BE"))
    actions.register(guest.viewer, event(city))


def see_no_more(city: City) -> None:
    """Who speaks for nobody any more takes part in nothing."""
    Membership.objects.filter(person__name="leaves the city").update(ended_at=timezone.now())
    assert Looking()(timezone.now()) == 1


def take_part_hidden(city: City) -> None:
    actions.register(city.officer.viewer, event(city, INSIDE, Label.GREEN))


def remind_them(city: City) -> None:
    assert remind(timezone.now()) == 1


def ask(city: City) -> None:
    questions.ask(city.officer.viewer, event(city), PostContent(body="Who pays for the stewards?"))


def take_up(city: City) -> None:
    asked = city.fresh(Post.objects.get(body="Who pays for the stewards?"))
    questions.take_up(city.officer.viewer, asked, on=True)


def be_there(city: City) -> None:
    found = event(city)
    actions.register(city.officer.viewer, found)
    Event.objects.filter(pk=found.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    there = Registration.objects.get(post=found, person=Person.objects.get(pk=city.officer.person.pk))
    actions.note_attendance(city.officer.viewer, found, [there.uid])


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", begin), ("event.registered", take_part), ("event.registered", wait),
    ("event.moved_up", leave), ("event.unregistered", leave_too), ("event.registered", take_part_again),
    ("event.taken_out", see_no_more), ("event.registered", take_part_hidden),
    ("event.reminded", remind_them), ("post.published", ask), ("asked.taken_up", take_up),
    ("event.attended", be_there),
]  # fmt: skip
MUST_SHOW = {begin, take_part, wait, leave_too, take_part_again, see_no_more, ask, take_up, be_there}
MUST_NOT_SHOW = {take_part_hidden, remind_them}
