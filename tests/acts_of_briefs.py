"""The acts around briefs, for the walk of `test_public_world`: until one is published nobody outside sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import timezone

from intercity.briefs.actions import drop_brief, make_brief
from intercity.briefs.models import Brief
from intercity.spaces.models import Label

if TYPE_CHECKING:
    from tests.test_public_world import City


def keep_brief(city: City) -> None:
    today = timezone.now().date()
    make_brief(city.coordinator.viewer, city.space, Label.CLEAR, [], today, today, "en")


def forget_brief(city: City) -> None:
    drop_brief(city.coordinator.viewer, Brief.objects.get())


ACTS: list[tuple[str, Callable[[City], None]]] = [("brief.kept", keep_brief), ("brief.dropped", forget_brief)]
MUST_NOT_SHOW = {keep_brief, forget_brief}
