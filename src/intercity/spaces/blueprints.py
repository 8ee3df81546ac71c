"""What a template sets when a space is made from it. Everything can be changed later in the settings."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intercity.spaces.models import Label, Template


@dataclass(frozen=True)
class Blueprint:
    """The first settings of a space, and one sentence that tells them to whoever opens it."""

    open_to_network: bool
    default_label: Label
    widest_label: Label
    sentence: str | Promise
    next_ring_hours: int = 24
    escalate_hours: int = 48


BLUEPRINTS: dict[str, Blueprint] = {
    Template.CRISIS: Blueprint(
        open_to_network=True,
        default_label=Label.GREEN,
        widest_label=Label.CLEAR,
        sentence=_("Every city of the network may join and post at once."),
        next_ring_hours=2,
        escalate_hours=6,
    ),
    Template.PARTNERSHIP: Blueprint(
        open_to_network=False,
        default_label=Label.GREEN,
        widest_label=Label.CLEAR,
        sentence=_("You choose the cities and partners. They work on a common plan."),
    ),
    Template.PROJECT: Blueprint(
        open_to_network=False,
        default_label=Label.GREEN,
        widest_label=Label.CLEAR,
        sentence=_("You choose the cities and partners. They share results for a limited time."),
    ),
}
