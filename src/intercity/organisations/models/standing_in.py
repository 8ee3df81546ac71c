"""The words for a city that publishes without its name: how large it is and in which part of Europe.

A description is plain data, `{"size": "l", "part": "south"}`; either may be "" where nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext, gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import Promise

# As in the filters of lists, and two wider ones that hold several of these.
SIZES: Final[dict[str, str | Promise]] = {
    "s": gettext_lazy("under 50,000 people"),
    "m": gettext_lazy("50,000 to 200,000 people"),
    "l": gettext_lazy("200,000 to 500,000 people"),
    "xl": gettext_lazy("500,000 to 1 million people"),
    "xxl": gettext_lazy("over 1 million people"),
    "small": gettext_lazy("under 200,000 people"),
    "big": gettext_lazy("over 200,000 people"),
}
PLACES: Final[dict[str, str | Promise]] = {
    "north": gettext_lazy("in northern Europe"),
    "west": gettext_lazy("in western Europe"),
    "central": gettext_lazy("in central Europe"),
    "south": gettext_lazy("in southern Europe"),
    "southeast": gettext_lazy("in south-eastern Europe"),
    "east": gettext_lazy("in eastern Europe"),
    "europe": gettext_lazy("in Europe"),
    "beyond": gettext_lazy("outside Europe"),
}


def words_for(description: Mapping[str, str]) -> str:
    """The description as it stands where others have their name, in the active language."""
    size, where = SIZES.get(description["size"]), PLACES[description["part"]]
    if size is None:
        return gettext("A city %(where)s") % {"where": where}
    return gettext("A city of %(size)s %(where)s") % {"size": size, "where": where}


class SpokenName(DeferredAttribute):
    """The name of an organisation; of one that stands for unnamed cities, the description in the active language."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """The words in the language of whoever reads: rows are kept and shown to readers of several."""
        described = instance.__dict__.get("stands_for") if instance is not None else None
        if described:
            return words_for(described)
        held = instance.__dict__ if instance is not None else {}
        return held["name"] if "name" in held else super().__get__(instance, cls)

    def __set__(self, instance: Any, value: str) -> None:
        """Keep it where Django looks for it."""
        instance.__dict__["name"] = value
