"""What people write when they flag, decide and appeal."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intercity.moderation.actions import Verdict
from intercity.moderation.models import Rule, Sort

LONG = 2000


def words(*, required: bool = True, label: object = None, rows: int = 4) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(label=label, required=required, max_length=LONG, widget=forms.Textarea(attrs={"rows": rows}))  # type: ignore[arg-type]


class FlagForm(forms.Form):
    """What is wrong with a post."""

    rule = forms.ChoiceField(label=_("What is wrong?"), choices=Rule.choices, widget=forms.RadioSelect)
    words = words(required=False, label=_("In your words"), rows=3)


class LookForm(forms.Form):
    """Why a moderator must read what is not for them."""

    reason = words(label=_("Why you must read it"), rows=2)


class DecisionForm(forms.Form):
    """What is decided, and why: once for the author, once for everybody."""

    sort = forms.ChoiceField(label=_("What you decide"), choices=Sort.choices, widget=forms.RadioSelect)
    rule = forms.ChoiceField(label=_("Because"), choices=Rule.choices)
    reason = words(label=_("Why, for its author"))
    until_day = forms.DateField(
        label=_("Suspended until the end of this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    public_words = forms.CharField(
        label=_("Why, for the open log"),
        required=False,
        max_length=300,
        help_text=_("Everybody can read the log: name no person, address or number."),
    )

    def only_for_space(self) -> DecisionForm:
        """Without what only coordinators of the network decide, or where there is no author."""
        self.fields["sort"].choices = [pair for pair in Sort.choices if pair[0] != Sort.SUSPEND]  # type: ignore[attr-defined]
        del self.fields["until_day"]
        return self

    def verdict(self) -> Verdict:
        """What was decided; only after `is_valid`."""
        data, day = self.cleaned_data, self.cleaned_data.get("until_day")
        until = timezone.make_aware(datetime.combine(day, time(23, 59))) if day is not None else None
        return Verdict(data["sort"], data["rule"], data["reason"], data["public_words"], until)


class AppealForm(forms.Form):
    """Why it should be decided in another way."""

    words = words(label=_("Why it should be decided in another way"))


class SettleForm(forms.Form):
    """What another moderator says about it."""

    granted = forms.ChoiceField(
        label=_("What you decide"),
        choices=[("1", _("Undo what was decided")), ("0", _("It stays as decided"))],
        widget=forms.RadioSelect,
    )
    answer = words(label=_("Why, for its author"))
