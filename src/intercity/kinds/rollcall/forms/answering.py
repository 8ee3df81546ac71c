"""The form in which an organisation answers: one control for each question, all of them optional."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.kinds.rollcall.actions.answering import Reply
from intercity.kinds.rollcall.forms.typed import TypedField
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.reply import CHOSEN
from intercity.kinds.rollcall.values.types import Asked, Choice, Several, Value

LONGEST_COMMENT = 5000
# The id of no option: those are letters and digits.
SKIPPED = "-"


class AnswerForm(forms.Form):
    """What is asked (archived questions are not), with comment, source and contact; made anew for each roll call.

    `initial` is what the fields say before anybody typed: what stands, or an answer given earlier. `language` is the
    one in which numbers and days are read. `people` is how many live there: whoever counts more is asked back.
    """

    comment = forms.CharField(
        label=gettext_lazy("Comment"), required=False, max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    source = forms.URLField(
        label=gettext_lazy("Source"), required=False, max_length=500, assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=gettext_lazy("The address of a page that says more."),
    )  # fmt: skip
    contact = forms.CharField(
        label=gettext_lazy("Who to call"), required=False, max_length=200,
        help_text=gettext_lazy("Office, telephone or e-mail."),
    )  # fmt: skip
    no_capacity = forms.BooleanField(
        label=gettext_lazy("We have no capacity to answer"), required=False,
        help_text=gettext_lazy("This is an answer too. What was chosen above does not count then."),
    )  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        asked: Sequence[Asked],
        initial: Reply | None = None,
        language: str = "en",
        people: int | None = None,
        **more: Any,
    ) -> None:
        beside = {name: getattr(initial, name) for name in self.base_fields} if initial else {}
        super().__init__(data, initial=beside, **more)
        self.asked = [one for one in asked if not one.archived]
        self.stands = initial
        stood = initial.values if initial else {}
        several = len(self.asked) > 1
        for one in self.asked:
            self.fields[one.name] = field_for(one, stood.get(one.name), language, may_skip=several, people=people)
        for field in self.fields.values():
            # Nothing has to be filled in: the page says so once, not beside each question.
            if not isinstance(field, TypedField):
                field.template_name = "rollcall/_answer_field.html"  # type: ignore[attr-defined]
        self.order_fields([one.name for one in self.asked])

    def clean(self) -> dict[str, Any]:
        """At least one question is answered, or there is no capacity to."""
        data = super().clean() or self.cleaned_data
        if not data.get("no_capacity") and not self.errors and not any(self.answered()):
            raise ValidationError(
                _("Answer at least one of the questions, or say that you have no capacity to answer."), code="empty"
            )
        return data

    def answered(self) -> Iterator[tuple[str, Value]]:
        """The values that were given, by the names of their questions."""
        for one in self.asked:
            value = value_of(one, self.cleaned_data.get(one.name))
            if value is not None:
                yield one.name, value

    def reply(self) -> Reply:
        """What is answered; call after `is_valid()`. What was answered to archived questions stays."""
        data, asked = self.cleaned_data, {one.name for one in self.asked}
        kept = {name: value for name, value in (self.stands.values if self.stands else {}).items() if name not in asked}
        return Reply(
            {**kept, **dict(self.answered())},
            data["no_capacity"], data["comment"].strip(), data["source"], data["contact"].strip(),
        )  # fmt: skip

    @property
    def first(self) -> BoundField | None:
        """The first question that is answered by choosing; a page with one button shows it alone."""
        return next((self[one.name] for one in self.asked if one.type in CHOSEN), None)

    @property
    def rest(self) -> list[BoundField]:
        """Everything else."""
        first = self.first
        return [field for field in self if first is None or field.name != first.name]

    @property
    def is_folded(self) -> bool:
        """Whether the rest can be folded away: nothing in it waits to be put right."""
        return self.first is not None and not any(field.errors for field in self.rest)


def field_for(
    asked: Asked, stood: Value | None, language: str, *, may_skip: bool, people: int | None = None
) -> forms.Field:
    """The control of one question."""
    options = [(option.id, option.label) for option in asked.options]
    if asked.type in CHOSEN:
        # Who chose one cannot take it back without this, where nothing but HTML works.
        more = [(SKIPPED, _("No answer"))] if may_skip else []
        return forms.ChoiceField(
            label=asked.label, required=False, choices=[*options, *more], widget=forms.RadioSelect,
            initial=stood.option if isinstance(stood, Choice) else None,
        )  # fmt: skip
    if asked.type is FieldType.SEVERAL:
        return forms.MultipleChoiceField(
            label=asked.label, required=False, choices=options, widget=forms.CheckboxSelectMultiple,
            initial=list(stood.options) if isinstance(stood, Several) else [],
        )  # fmt: skip
    return TypedField(asked, stood, language, people)


def value_of(asked: Asked, cleaned: Any) -> Value | None:
    """What a control gave, as a value; None for nothing."""
    if not cleaned or cleaned == SKIPPED:
        return None
    if asked.type in CHOSEN:
        return Choice(cleaned)
    if asked.type is FieldType.SEVERAL:
        return Several(tuple(option.id for option in asked.options if option.id in cleaned))
    value: Value = cleaned
    return value
