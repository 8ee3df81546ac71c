"""The acts around events, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from intercity.kinds.event import actions
from intercity.kinds.event.addresses import make_address, revoke_address
from intercity.kinds.event.clock import note_over
from intercity.posts.models import Post
from intercity.spaces.models import Label
from tests.personas import make_post

if TYPE_CHECKING:
    from tests.test_public_world import City


def hold(city: City, title: str, label: str) -> Post:
    """An event in a week."""
    begin = timezone.now() + timedelta(days=7)
    times = {"starts_at": begin, "ends_at": begin + timedelta(hours=2), "zone": "Europe/Paris"}
    return make_post(city.officer, city.space, kind="event", title=title, label=label, **times)


def announce(city: City) -> None:
    hold(city, "A public event", Label.CLEAR)


def announce_hidden(city: City) -> None:
    hold(city, "An inner event", Label.GREEN)


def held(title: str) -> Post:
    return Post.objects.get(title=title)


def cancel(city: City) -> None:
    actions.cancel(city.officer.viewer, held("A public event"), "The hall is closed.")


def reinstate(city: City) -> None:
    actions.reinstate(city.officer.viewer, held("A public event"))


def cancel_hidden(city: City) -> None:
    actions.cancel(city.officer.viewer, held("An inner event"), "The hall is closed.")


def end(city: City) -> None:
    note_over(timezone.now() + timedelta(days=8))


def subscribe(city: City) -> None:
    make_address(city.officer.viewer)


def unsubscribe(city: City) -> None:
    revoke_address(city.officer.viewer)


ACTS: list[tuple[str, Callable[[City], None]]] = [
    ("post.published", announce), ("post.published", announce_hidden), ("event.cancelled", cancel),
    ("event.reinstated", reinstate), ("event.cancelled", cancel_hidden), ("event.over", end),
    ("calendar.changed", subscribe), ("calendar.changed", unsubscribe),
]  # fmt: skip
MUST_SHOW = {announce, cancel, reinstate, end}
MUST_NOT_SHOW = {announce_hidden, cancel_hidden, subscribe, unsubscribe}
