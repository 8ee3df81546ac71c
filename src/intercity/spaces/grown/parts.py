"""What rooms above the spaces let a template carry, and the registry that the settings list."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from intercity.organisations.models import Person
    from intercity.spaces.models import Space


class TemplatePart(Protocol):
    """One of them. An instance stands in `settings.INTERCITY_TEMPLATE_PARTS`.

    It carries the skeleton of something, never what posts say, and neither people nor organisations.
    """

    name: str
    """As it stands in the file."""

    def export(self, space: Space) -> Any:
        """What of it a template of `space` carries, as plain data for JSON; None for nothing."""
        ...

    def said(self, space: Space) -> str:
        """What who makes a template of `space` should know: what travels, and what stays; "" for nothing."""
        ...

    def check(self, data: Any) -> None:
        """Refuse what `export` would never have written: ValidationError with a sentence."""
        ...

    def bring(self, space: Space, data: Any, by: Person | None) -> None:
        """Write it into a new space, inside the caller's transaction; `data` was checked."""
        ...


@cache
def all_parts() -> dict[str, TemplatePart]:
    """The parts of `settings.INTERCITY_TEMPLATE_PARTS` by name."""
    parts: list[TemplatePart] = [import_string(path) for path in settings.INTERCITY_TEMPLATE_PARTS]
    return {part.name: part for part in parts}
