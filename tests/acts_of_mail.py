"""The acts around mail that comes in, for the walk of `test_public_world`. What is published of it is a post."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from intercity.mailbox.approving import turn_down, waiting
from intercity.mailbox.deciding import Wish
from intercity.mailbox.models import Incoming
from intercity.mailbox.settling import hold
from tests.personas import make_persona

if TYPE_CHECKING:
    from tests.test_public_world import City


def wait_for_colleague(city: City) -> None:
    officer, post = city.officer, city.fresh(city.hidden)
    assert officer.organisation is not None
    row = Incoming.objects.create(fingerprint="f" * 64, recipient="x@in.network.example", size=1, raw=b"x")
    wish = Wish(officer.viewer, officer.person, officer.organisation, city.space, post.label, "Held words", parent=post)
    hold(row, wish)


def refuse(city: City) -> None:
    turn_down(make_persona("second look", city.officer.organisation).viewer, waiting().get())


ACTS: list[tuple[str, Callable[[City], None]]] = [("mail.held", wait_for_colleague), ("mail.refused", refuse)]
MUST_NOT_SHOW = {wait_for_colleague, refuse}
