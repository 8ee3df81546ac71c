"""Roll calls that many crises need, ready to be sent or changed first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intercity.kinds.rollcall.models import FieldType
from intercity.posts.kinds import HOW_FAR

Text = str | Promise


@dataclass(frozen=True)
class ReadyField:
    """One thing that is asked; `unit` of a number in words, of money as ISO 4217 writes it."""

    type: FieldType
    label: Text
    options: Sequence[Text] = ()
    unit: Text = ""


@dataclass(frozen=True)
class Readymade:
    """A common question. Its texts are in the language that is active when they are read."""

    name: str
    label: Text
    """What its button says."""
    title: Text
    why: Text
    fields: Sequence[ReadyField]
    topics: Sequence[str] = ()
    days: int = 0
    """How many days there are to answer; 0 for the usual time."""

    def field_data(self) -> list[dict[str, Any]]:
        """The fields as `fields.write_fields` takes them, in the active language."""
        return [
            {"type": one.type, "label": str(one.label), "options": with_ids(one.options), "unit": str(one.unit)}
            for one in self.fields
        ]


def with_ids(labels: Sequence[Text]) -> list[dict[str, str]]:
    """Options as they are stored, with ids for new ones: a, b, c …"""
    return [{"id": chr(ord("a") + number), "label": str(label)} for number, label in enumerate(labels)]


STANDING, ONE, SEVERAL = FieldType.STANDING, FieldType.ONE, FieldType.SEVERAL
NUMBER, MONEY, DATE, TEXT = FieldType.NUMBER, FieldType.MONEY, FieldType.DATE, FieldType.TEXT

READYMADE: Final[Sequence[Readymade]] = (
    Readymade(
        "situation", _("Where do we stand?"), _("What is the situation in your city today?"),
        _("The network wants to know who needs help first, and who can give some."),
        (
            ReadyField(ONE, _("How is your city affected?"), (_("Not at all"), _("A little"), _("Severely"))),
            ReadyField(STANDING, _("Do you need help from other cities?")),
            ReadyField(TEXT, _("What do you need most?")),
        ),
    ),
    Readymade(
        "closed", _("Closed places"), _("Which public places have you closed?"),
        _("Cities next to each other want to close and open at the same time."),
        (
            ReadyField(STANDING, _("Have you closed public places?")),
            ReadyField(
                SEVERAL, _("Which ones?"),
                (_("Playgrounds"), _("Parks"), _("Markets"), _("Schools"), _("Libraries"), _("Sports grounds")),
            ),
            ReadyField(DATE, _("Since when, or from when?")),
        ),
        ("public-space",),
    ),
    Readymade(
        "shelters", _("Shelters and hotels"), _("Have you opened hotels or halls as shelters?"),
        _("We want to know how many beds there are, and who can tell how it is done."),
        (
            ReadyField(STANDING, _("Have you opened hotels or halls as shelters?")),
            ReadyField(NUMBER, _("How many beds?"), unit=_("beds")),
            ReadyField(
                SEVERAL, _("For whom?"),
                (_("People without a home"), _("People who had to leave their homes"), _("People in isolation")),
            ),
        ),
        ("housing",),
    ),
    Readymade(
        "masks", _("Stock of masks"), _("How many masks do you have in stock?"),
        _("We want to see who runs short, and who can lend some."),
        (
            ReadyField(NUMBER, _("How many masks are in stock?"), unit=_("masks")),
            ReadyField(NUMBER, _("For how many days does that last?"), unit=_("days")),
            ReadyField(STANDING, _("Can you lend some to another city?")),
        ),
        ("health",),
    ),
    Readymade(
        "languages", _("Staff who speak languages"), _("In which languages can your staff help people?"),
        _("Cities that lack a language want to ask yours by telephone."),
        (
            ReadyField(
                SEVERAL, _("Which languages do your staff speak?"),
                (
                    _("Arabic"), _("English"), _("French"), _("German"), _("Italian"), _("Romanian"), _("Russian"),
                    _("Spanish"), _("Turkish"), _("Ukrainian"),
                ),
            ),
            ReadyField(STANDING, _("May other cities call them?")),
            ReadyField(TEXT, _("Other languages")),
        ),
        ("information",),
    ),
    Readymade(
        "heat", _("Heat and cool rooms"), _("Do you have cool rooms that everybody can use?"),
        _("It stays hot: we collect what cities open, and until when in the evening."),
        (
            ReadyField(STANDING, _("Are cool rooms open?")),
            ReadyField(NUMBER, _("How many?"), unit=_("rooms")),
            ReadyField(ONE, _("Until when are they open?"), (_("Afternoon"), _("Evening"), _("All night"))),
        ),
        ("disasters", "health"),
    ),
    Readymade(
        "money", _("Money spent"), _("How much has your city spent on this so far?"),
        _("Together we show the ministries what this costs cities."),
        (
            ReadyField(MONEY, _("How much have you spent so far?"), unit="EUR"),
            ReadyField(MONEY, _("How much of it did your state or region pay back?"), unit="EUR"),
            ReadyField(SEVERAL, _("What for?"), (_("Staff"), _("Material"), _("Buildings"), _("Help for people"))),
        ),
        ("economy",),
    ),
    Readymade(
        "phone", _("Telephone line for people"), _("Which telephone number helps people in your city?"),
        _("We print one list for all, so that people find help when they travel."),
        (
            ReadyField(STANDING, _("Is there a telephone line for people?")),
            ReadyField(TEXT, _("Number and hours")),
        ),
        ("information",),
    ),
)  # fmt: skip
# Not among the buttons: the page of what is asked about leads here, and says the title.
ASKED_ELSEWHERE: Final = Readymade(
    HOW_FAR, _("How far are you?"), _("How far are you?"),
    _("We want to see how far this is, and where somebody needs help."),
    (
        ReadyField(
            ONE, _("How far are you?"),
            (
                pgettext_lazy("a task", "Not begun"), pgettext_lazy("a task", "In work"),
                pgettext_lazy("a task", "Done"), pgettext_lazy("a task", "Stopped"),
            ),
        ),
        ReadyField(TEXT, _("What stands in the way?")),
    ),
    days=14,
)  # fmt: skip
BY_NAME: Final[Mapping[str, Readymade]] = {one.name: one for one in (*READYMADE, ASKED_ELSEWHERE)}


def find_readymade(name: str) -> Readymade | None:
    """The one with that name, if there is one."""
    return BY_NAME.get(name)
