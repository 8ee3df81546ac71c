"""Who may see a post: Traffic Light Protocol 2.0, ISO 22396 Annex A."""

from __future__ import annotations

from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class Label(models.TextChoices):
    """From widest to narrowest: everybody, the network, the organisations of the space, readers named one by one."""

    CLEAR = "clear", _("Public")
    GREEN = "green", _("Network")
    AMBER = "amber", _("This space")
    RED = "red", _("Named only")

    @property
    def tlp(self) -> str:
        """The mark as the protocol writes it."""
        return f"TLP:{self.value.upper()}"

    @property
    def rank(self) -> int:
        """0 for the widest; a larger rank reaches fewer people."""
        return list(Label).index(self)


@cache
def usable_within(widest: str) -> tuple[Label, ...]:
    """The labels that may be chosen where `widest` is the widest allowed."""
    return tuple(label for label in Label if label.rank >= Label(widest).rank)
