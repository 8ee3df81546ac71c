"""A value that is written into one text input, and asked back where it can mean several things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from babel.numbers import format_decimal
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.core.currencies import CODES
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.values.currencies import SMALL_TOO
from intercity.kinds.rollcall.values.reading import LONGEST_TEXT, Reading, read_value
from intercity.kinds.rollcall.values.showing import show_value
from intercity.kinds.rollcall.values.types import Amount, Asked, Choice, Day, Several, Value, Words

HELP: Final[Mapping[FieldType, str | Promise]] = {
    FieldType.DATE: gettext_lazy("For example 24.12.2026, or “today”."),
    FieldType.PERCENT: gettext_lazy("In percent, for example 12.5."),
}


@dataclass(frozen=True)
class Written:
    """What came out of the inputs of one question. `sure` is what the tick beside the doubt was about."""

    text: str
    currency: str = ""
    sure: str = ""

    @property
    def said(self) -> str:
        """What a tick must be about, to count."""
        return f"{self.text} {self.currency}".strip()


@dataclass(frozen=True)
class Doubt:
    """What would be taken, and what the tick stands for: another text needs another tick."""

    taken: str
    said: str


class TypedInput(forms.TextInput):
    """One line of text, with what else belongs to the question."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Written:
        """Text, currency and tick."""
        text, currency, sure = (str(data.get(f"{name}{end}") or "") for end in ("", "-currency", "-sure"))
        return Written(" ".join(text.replace("\x00", "").split()), currency if currency in CODES else "", sure)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether the input was not there at all."""
        return name not in data

    def format_value(self, value: Any) -> str:
        """The text alone."""
        return value.text if isinstance(value, Written) else str(value or "")


class TypedField(forms.Field):
    """A number, an amount, a day or a short text, read by `values.reading`.

    What is doubtful is refused with the question as its error, and `doubt` then says what a tick would take. What
    stands already (`stood`) and was not touched is taken as it is, without asking again. More things than `people`
    who live there are doubtful too.
    """

    widget = TypedInput

    def __init__(self, asked: Asked, stood: Value | None, language: str, people: int | None = None) -> None:
        super().__init__(
            required=False, label=asked.label, help_text=str(HELP.get(asked.type, "")),
            template_name="rollcall/_answer_typed.html",
            initial=written(stood, language) if stood is not None else Written("", asked.unit),
        )  # fmt: skip
        self.asked, self.stood, self.language, self.people = asked, stood, language, people
        self.doubt: Doubt | None = None
        self.widget.attrs.update({"maxlength": str(LONGEST_TEXT), "autocomplete": "off"})

    @property
    def currencies(self) -> list[str]:
        """What is offered beside an amount of money; others can be written. Empty for all other questions."""
        if self.asked.type is not FieldType.MONEY:
            return []
        used = {self.asked.unit, self.initial.currency} - {""}
        return [*sorted(used), *sorted(SMALL_TOO - used)]

    @property
    def unit(self) -> str:
        """What stands behind the input."""
        return "%" if self.asked.type is FieldType.PERCENT else "" if self.currencies else self.asked.unit

    def clean(self, value: Written) -> Value | None:
        """The value, None for nothing. Raises ValidationError with a question or with what to do."""
        if not value.text:
            return None
        if self.stood is not None and value.said == self.initial.said:
            return self.stood
        reading = self.read(value)
        if reading.value is None:
            raise ValidationError(reading.error or _("This could not be understood. Write it in another way."))
        question = question_about(reading) or self.too_many(reading.value)
        if question and value.sure != value.said:
            self.doubt = Doubt(show_value(self.asked, reading.value), value.said)
            raise ValidationError(question, code="doubt")
        return reading.value

    def too_many(self, value: Value) -> str:
        """What is asked where more is counted than people live there."""
        if self.asked.type is not FieldType.NUMBER or not isinstance(value, Amount) or self.people is None:
            return ""
        if value.value <= self.people:
            return ""
        return _("That is very much: %(one)s. Is it right?") % {"one": show_value(self.asked, value)}

    def read(self, value: Written) -> Reading:
        """What the text means; an amount without a currency of its own is in the chosen one."""
        asked = replace(self.asked, unit=value.currency) if value.currency and self.currencies else self.asked
        return read_value(asked, value.text, self.language)


def question_about(reading: Reading) -> str:
    """What is asked back, if anything: also where somebody wrote "approx.", so that the figure is known to be rough."""
    rough = isinstance(reading.value, Amount) and reading.value.about
    return reading.doubt or (_("You call this approximate. We would note it so.") if rough else "")


def written(value: Value, language: str) -> Written:
    """A value as somebody would type it."""
    match value:
        case Amount(number, unit, about):
            plain = plain_number(number, language)
            text = _("about %(number)s") % {"number": plain} if about else plain
            return Written(text, unit if unit in CODES else "")
        case Day(day):
            return Written(day.isoformat())
        case Words(text):
            return Written(text)
        case Choice(option):
            return Written(option)
        case Several(options):
            return Written(", ".join(options))


def plain_number(number: Decimal, language: str) -> str:
    """With the decimal sign of the language and without groups, so that it can only be read in one way."""
    return format_decimal(number, locale=language or "en", decimal_quantization=False, group_separator=False)
