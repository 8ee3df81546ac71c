"""From what somebody wrote to the value of a field. Nothing is guessed: what could be meant otherwise is asked back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from intercity.core.days import day_words
from intercity.core.text import UNSAFE
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.values.amounts import read_money, read_number, read_percent
from intercity.kinds.rollcall.values.choosing import Chosen, is_unknown, read_one, read_several, read_standing
from intercity.kinds.rollcall.values.days import Found, NoSuchDayError, read_day
from intercity.kinds.rollcall.values.outcome import NOTHING, Reading, doubted, wrong
from intercity.kinds.rollcall.values.types import Asked, Choice, Day, Several, Words

__all__ = ["LONGEST_TEXT", "Reading", "read_value"]

LONGEST_TEXT: Final = 500
# What is longer is no number, no day and no option.
LONGEST_OTHER: Final = 300
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Ask:
    """A text and the field that it answers."""

    asked: Asked
    text: str
    language: str
    today: date


def read_value(asked: Asked, text: str, language: str = "", *, today: date | None = None) -> Reading:
    """What `text` says to a field: a value; a value with a `doubt` to ask back; or an `error` that says what to do.

    `language` is that of whoever wrote, "" where it is not known. An empty text gives an empty reading: neither value
    nor error. Never raises.
    """
    asked_text = "\n".join(" ".join(UNSAFE.sub(" ", line).split()) for line in text.splitlines()).strip()
    if not asked_text:
        return NOTHING
    if asked.type is FieldType.TEXT:
        return read_text(asked_text)
    if len(asked_text) > LONGEST_OTHER:
        return wrong(_("This is too long. Write only the answer here, and the rest into the comment."))
    reader = READERS[FieldType(asked.type)]
    found = reader(Ask(asked, asked_text, language.split("-")[0].lower(), today or timezone.localdate()))
    if found.value is None and is_unknown(asked_text):
        return wrong(_("Leave this empty if you do not know it, and say so in the comment."))
    return found


def read_text(text: str) -> Reading:
    """Short text, as it was written."""
    if len(text) > LONGEST_TEXT:
        return wrong(_("Write %(n)s characters at most here, and the rest into the comment.") % {"n": LONGEST_TEXT})
    return Reading(Words(text))


def read_standing_value(ask: Ask) -> Reading:
    """Yes, planned, no, not our task."""
    return choice_of(ask, read_standing(ask.asked, ask.text))


def read_one_value(ask: Ask) -> Reading:
    """One of the options."""
    return choice_of(ask, read_one(ask.asked, ask.text))


def choice_of(ask: Ask, chosen: Chosen | None) -> Reading:
    """One option of what was found."""
    if chosen is None:
        return no_such_option(ask.asked, ask.text)
    value = Choice(chosen.options[0])
    if chosen.sure:
        return Reading(value)
    labels = labels_of(ask.asked, chosen.options)
    if len(chosen.options) > 1:
        return doubted(
            value, _("“%(text)s” could be any of these: %(options)s. Which one?"), text=ask.text, options=labels
        )
    return doubted(value, _("Does “%(text)s” mean “%(option)s”?"), text=ask.text, option=labels)


def no_such_option(asked: Asked, text: str) -> Reading:
    """Nothing that can be chosen is called so."""
    said = _("“%(text)s” is none of the answers. Choose from: %(options)s.")
    return wrong(said, text=text, options=labels_of(asked, tuple(one.id for one in asked.options)))


def labels_of(asked: Asked, options: tuple[str, ...]) -> str:
    """The names of options, for a sentence."""
    return " · ".join(asked.option_label(one) for one in options)


def read_several_value(ask: Ask) -> Reading:
    """Any of the options, each once."""
    chosen, unknown = read_several(ask.asked, ask.text)
    if chosen is None:
        return no_such_option(ask.asked, unknown or ask.text)
    value = Several(chosen.options)
    if chosen.sure:
        return Reading(value)
    said = _("Does “%(text)s” mean these: %(options)s?")
    return doubted(value, said, text=ask.text, options=labels_of(ask.asked, chosen.options))


def read_date(ask: Ask) -> Reading:
    """A day."""
    try:
        found = read_day(ask.text, ask.language, ask.today)
    except NoSuchDayError:
        return wrong(_("There is no day “%(text)s”. Write it as day.month.year, such as 23.11.2026."), text=ask.text)
    if found is None:
        return wrong(_("“%(text)s” is no date. Write it as day.month.year, such as 23.11.2026."), text=ask.text)
    return day_of(ask, found)


def day_of(ask: Ask, found: Found) -> Reading:
    """The day of what was found."""
    value = Day(found.days[0])
    days = " · ".join(shown(day) for day in found.days)
    if found.odd:
        return doubted(value, _("The day of the week and the date do not belong together: is it %(day)s?"), day=days)
    if found.whole:
        return doubted(value, _("“%(text)s” is not one day. We would take %(day)s."), text=ask.text, day=days)
    if len(found.days) > 1:
        return doubted(value, _("“%(text)s” could be one of these: %(days)s. Which one?"), text=ask.text, days=days)
    if not FIRST_YEAR <= value.day.year <= LAST_YEAR:
        return doubted(value, _("Is the year of %(day)s right?"), day=days)
    return Reading(value)


def shown(day: date) -> str:
    """A day in a sentence, in the active language."""
    return day_words(day, "d MMMM yyyy")


def with_amount(reader: Callable[[Asked, str, str], Reading]) -> Callable[[Ask], Reading]:
    """A reader of amounts, as the others are called."""
    return lambda ask: reader(ask.asked, ask.text, ask.language)


READERS: Final[Mapping[FieldType, Callable[[Ask], Reading]]] = {
    FieldType.STANDING: read_standing_value,
    FieldType.ONE: read_one_value,
    FieldType.SEVERAL: read_several_value,
    FieldType.NUMBER: with_amount(read_number),
    FieldType.MONEY: with_amount(read_money),
    FieldType.PERCENT: with_amount(read_percent),
    FieldType.DATE: read_date,
}
