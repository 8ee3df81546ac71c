"""The choice of who may see a post, with a sentence for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intercity.spaces.models import Label
from intercity.spaces.models.labels import usable_within

SENTENCES: dict[str, Promise] = {
    Label.CLEAR: _("Everyone can read it, also without an account. Search engines find it."),
    Label.GREEN: _("Cities and regions of the network can read it, and partners in this space. The public cannot."),
    Label.AMBER: _("Only the organisations of this space can read it. Mails about it carry a link only."),
    Label.RED: _("Only the people and organisations that you name can read it. Mails about it carry a link only."),
}


@dataclass(frozen=True)
class LabelOption:
    """One label as a radio button."""

    label: Label
    sentence: str | Promise
    chosen: bool


def label_options(widest: str, chosen: str) -> list[LabelOption]:
    """The labels that may be chosen in a space, `chosen` marked."""
    return options_of(usable_within(widest), chosen)


def options_of(labels: Iterable[Label], chosen: str) -> list[LabelOption]:
    """These labels, `chosen` marked."""
    return [LabelOption(label, SENTENCES[label], label.value == chosen) for label in labels]
