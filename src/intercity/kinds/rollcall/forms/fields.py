"""What is asked, as a form with one part for each field: added, moved and removed without a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.core.currencies import CODES, is_currency
from intercity.kinds.rollcall.fields import MOST_FIELDS
from intercity.kinds.rollcall.models import FieldType
from intercity.kinds.rollcall.readymade import with_ids
from intercity.posts.forms import one_line

MOST_OPTIONS: Final = 20
LONGEST_OPTION: Final = 80
# More than these are not read: a form of ours never sends them.
MOST_READ: Final = 2 * MOST_FIELDS
NAMES: Final = ("type", "label", "options", "unit", "currency")
WITH_OPTIONS: Final = (FieldType.ONE, FieldType.SEVERAL)
# What is looked at beside the question, by type.
BELONGS: Final[Mapping[str, str]] = {
    FieldType.ONE: "options", FieldType.SEVERAL: "options", FieldType.NUMBER: "unit", FieldType.MONEY: "currency",
}  # fmt: skip
CURRENCIES: Final = sorted(CODES)
Typed = Mapping[str, str]
"""One field as it was typed, by the names of `FieldForm`."""


class FieldForm(forms.Form):
    """One thing that is asked."""

    type = forms.ChoiceField(label=gettext_lazy("The answer is"), choices=FieldType.choices, initial=FieldType.STANDING)
    label = forms.CharField(label=gettext_lazy("Question"), max_length=200, required=False)
    options = forms.CharField(
        label=gettext_lazy("What can be chosen, one on each line"), max_length=2500, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    unit = forms.CharField(label=gettext_lazy("Unit, for example beds"), max_length=40, required=False)
    currency = forms.CharField(
        label=gettext_lazy("Currency, for example EUR"), max_length=3, required=False, initial="EUR",
        widget=forms.TextInput(attrs={"list": "currencies", "autocapitalize": "characters"}),
    )  # fmt: skip

    def clean_label(self) -> str:
        """One line; whoever adds a field says what it asks."""
        label = one_line(self.cleaned_data["label"])
        if not label:
            raise ValidationError(_("Write what you ask, or remove this field."))
        return label

    def clean_unit(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["unit"])

    def clean(self) -> dict[str, Any] | None:
        """Check the options or the currency, where the type has them; what others have is not looked at."""
        data = super().clean() or self.cleaned_data
        for name in set(self.errors) & (set(BELONGS.values()) - {BELONGS.get(data.get("type", ""))}):
            del self.errors[name]
        if data.get("type") in WITH_OPTIONS and "options" not in self.errors:
            self.check_options()
        if data.get("type") == FieldType.MONEY and "currency" not in self.errors:
            data["currency"] = str(data.get("currency", "")).strip().upper()
            if not is_currency(data["currency"]):
                self.add_error("currency", _("We do not know this currency. Write three letters, for example EUR."))
        return data

    def check_options(self) -> None:
        """Refuse fewer than two options, the same one twice, too many and too long ones."""
        problem = problem_with(self.lines)
        if problem:
            self.add_error("options", problem)

    @property
    def lines(self) -> list[str]:
        """The options as they were typed."""
        return option_lines(self.cleaned_data.get("options", ""))

    def field_data(self) -> dict[str, Any]:
        """The field as `fields.write_fields` takes it; call after `is_valid()`."""
        data = self.cleaned_data
        belongs = BELONGS.get(data["type"])
        unit = data[belongs] if belongs in ("unit", "currency") else ""
        options = with_ids(self.lines) if data["type"] in WITH_OPTIONS else []
        return {"type": data["type"], "label": data["label"], "options": options, "unit": unit}


def option_lines(text: str) -> list[str]:
    """What stands on each line that is not empty."""
    lines = (" ".join("".join(c if c.isprintable() else " " for c in line).split()) for line in text.splitlines())
    return [line for line in lines if line]


def problem_with(options: Sequence[str]) -> str:
    """What is wrong with these options; "" for nothing."""
    double = doubled(options)
    if len(options) < 2:
        return _("Write at least two, each on a line of its own.")
    if double:
        return _("“%(option)s” stands there twice.") % {"option": double}
    if len(options) > MOST_OPTIONS:
        return _("Write %(most)s at most, or ask with a short text.") % {"most": MOST_OPTIONS}
    if any(len(option) > LONGEST_OPTION for option in options):
        return _("Keep each shorter than %(most)s letters.") % {"most": LONGEST_OPTION}
    return ""


def doubled(texts: Iterable[str]) -> str:
    """The first text that stands there twice, however it is capitalised; "" for none."""
    given = list(texts)
    counts = Counter(text.casefold() for text in given)
    return next((text for text in given if text and counts[text.casefold()] > 1), "")


def typed_from(data: Mapping[str, Any]) -> list[Typed]:
    """The fields in what a form sent (or in a draft); at least one. `data` gives the last value of each name."""
    said = str(data.get("fields", ""))
    count = min(int(said), MOST_READ) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    return [{name: str(data.get(f"field-{n}-{name}", "")) for name in NAMES} for n in range(max(count, 1))]


def named(typed: Sequence[Typed]) -> dict[str, str]:
    """What a form sends for these fields: `typed_from` gives them back."""
    said = {f"field-{n}-{name}": text for n, one in enumerate(typed) for name, text in one.items()}
    return {"fields": str(len(typed)), **said}


def typed_like(fields: Iterable[Mapping[str, Any]]) -> list[Typed]:
    """Stored fields as one would have typed them."""
    return [
        {
            "type": one["type"], "label": one["label"],
            "unit": one["unit"] if one["type"] == FieldType.NUMBER else "",
            "currency": one["unit"] if one["type"] == FieldType.MONEY else "EUR",
            "options": "\n".join(str(option["label"]) for option in one["options"]),
        }
        for one in fields
    ] or [{}]  # fmt: skip


def rearranged(typed: Sequence[Typed], do: str) -> list[Typed] | None:
    """The fields after what the button `do` says: "add", "up-2" or "remove-2"; None when it says nothing of that.

    Nothing is lost by it: the last field stays, and at most so many are added as can be asked.
    """
    rows = list(typed)
    verb, _dash, number = do.partition("-")
    at = int(number) if number.isascii() and number.isdigit() and len(number) < 3 else -1
    if do == "add":
        return [*rows, {}] if len(rows) < MOST_FIELDS else rows
    if verb not in ("up", "remove") or at < 0:
        return None
    if verb == "remove" and at < len(rows) and len(rows) > 1:
        del rows[at]
    if verb == "up" and 0 < at < len(rows):
        rows[at - 1 : at + 1] = [rows[at], rows[at - 1]]
    return rows


def opened(typed: Sequence[Typed]) -> list[FieldForm]:
    """Forms that show what was typed, without complaints."""
    given = ({name: text for name, text in one.items() if text} for one in typed)
    return [FieldForm(prefix=f"field-{n}", initial=one) for n, one in enumerate(given)]


def sent(typed: Sequence[Typed], title: str) -> list[FieldForm]:
    """Forms that check what was typed. The only field may leave its wording to the title of the whole."""
    rows = [dict(one) for one in typed]
    if len(rows) == 1 and not rows[0].get("label", "").strip():
        rows[0]["label"] = title
    for row in rows:
        row["type"] = row.get("type") or FieldType.STANDING.value
    return [
        FieldForm({f"field-{n}-{name}": text for name, text in row.items()}, prefix=f"field-{n}")
        for n, row in enumerate(rows)
    ]


def check_together(rows: Sequence[FieldForm]) -> str:
    """Say at the field itself when two checked ones ask the same; gives what is wrong with all, "" for nothing."""
    if len(rows) > MOST_FIELDS:
        return _("Ask %(most)s things at most: short questions are answered.") % {"most": MOST_FIELDS}
    seen: set[str] = set()
    for row in rows:
        label = str(row.cleaned_data.get("label", "")).casefold()
        if label and label in seen:
            row.add_error("label", _("Another field asks the same. Write it in other words."))
        seen.add(label)
    return ""
