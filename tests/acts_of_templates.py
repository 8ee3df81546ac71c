"""The acts around templates of spaces, for the walk of `test_public_world`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from intercity.spaces.grown.actions import make_template, remove_template
from intercity.spaces.models import SpaceTemplate

if TYPE_CHECKING:
    from tests.test_public_world import City


def make(city: City) -> None:
    make_template(city.coordinator.viewer, city.space, "Made from use", "")


def remove(city: City) -> None:
    remove_template(city.coordinator.viewer, SpaceTemplate.objects.get())


ACTS: list[tuple[str, Callable[[City], None]]] = [("template.made", make), ("template.removed", remove)]
MUST_NOT_SHOW = {make, remove}
