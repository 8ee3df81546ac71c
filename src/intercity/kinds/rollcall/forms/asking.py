"""The form of a roll call, beside its fields (`forms.fields`) and who is asked (`forms.whom`)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intercity.kinds.rollcall.deadlines import LONGEST, When, deadline_of, offered
from intercity.kinds.rollcall.models import Repeat
from intercity.posts.forms import PostForm
from intercity.spaces.models import Label
from intercity.spaces.models.labels import usable_within


class AskForm(PostForm):
    """The question as title, why one asks, by when, who sees the answers, whether it is asked again each week."""

    more_names: ClassVar[tuple[str, ...]] = ("topics", "contact", "language")
    # All are asked at once: it is not for a few.
    names_readers: ClassVar[bool] = False

    when = forms.ChoiceField(
        label=gettext_lazy("Answers are needed by"), choices=When.choices, initial=When.TOMORROW,
        widget=forms.RadioSelect,
    )  # fmt: skip
    deadline = forms.DateTimeField(
        label=gettext_lazy("Day and time"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    answers_label = forms.ChoiceField(label=gettext_lazy("Who may see the answers"), widget=forms.RadioSelect)
    repeat = forms.BooleanField(label=gettext_lazy("Ask again every week, until you stop it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the shared fields mean here."""
        super().__init__(*args, **kwargs)
        del self.fields["groups"]
        self.fields["title"].label = _("What do you need to know?")
        self.fields["body"].label = _("Why do you ask?")
        self.fields["body"].widget.attrs["rows"] = 3
        self.fields["body"].help_text = _("One or two sentences: who sees why, answers sooner.")
        space = kwargs["space"]
        labels = [one for one in usable_within(space.widest_label) if one != Label.RED]
        self.fields["answers_label"].choices = [(label.value, label.label) for label in labels]  # type: ignore[attr-defined]
        self.initial.setdefault("answers_label", self.initial["label"])
        now = timezone.now()
        self.offered = offered(now)

    def clean(self) -> dict[str, Any]:
        """A moment to come, and answers that reach no more people than the question."""
        data = super().clean() or self.cleaned_data
        self.check_deadline(data)
        label, answers = data.get("label"), data.get("answers_label")
        if label and answers and Label(answers).rank < Label(label).rank:
            self.add_error("answers_label", _("The answers may not reach more people than the question."))
        data["repeat"] = Repeat.WEEKLY if data.get("repeat") else Repeat.ONCE
        return data

    def check_deadline(self, data: dict[str, Any]) -> None:
        """Put the moment that was chosen into `data`; refuse one that has passed or is too far."""
        when, now = data.get("when"), timezone.now()
        if when is None or "deadline" in self.errors:
            return
        if when != When.MOMENT:
            data["deadline"] = deadline_of(when, now)
        if data.get("deadline") is None:
            self.add_error("deadline", _("Choose day and time, or one of the usual deadlines."))
        elif data["deadline"] <= now:
            self.add_error(
                "when" if when != When.MOMENT else "deadline", _("This moment has passed. Choose a later one.")
            )
        elif data["deadline"] > now + LONGEST:
            self.add_error("deadline", _("Choose a moment within a year."))
