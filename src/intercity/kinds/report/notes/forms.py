"""What the notes page sends: for each part its text, and from which version its writer goes on."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.core.together import Said
from intercity.core.uids import new_uid
from intercity.kinds.report.notes.models import LONGEST, NotePart
from intercity.kinds.report.notes.queries import Part

HELP: Final = {
    NotePart.SPEAKERS: _("A line for each point, with the name before it. Name, organisation: what was said"),
    NotePart.ISSUES: _("One on each line."),
    NotePart.TAKEAWAYS: _("One on each line."),
    NotePart.QUOTES: _("One on each line, word for word. Name: the words. Ask whether they may be quoted."),
    NotePart.REST: _("Whatever else the report should say."),
}


class NoteForm(forms.Form):
    """One part."""

    body = forms.CharField(max_length=LONGEST, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6}))
    base = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def said(self) -> Said:
        """What a valid form says."""
        data = self.cleaned_data
        return Said("", data["body"], data["base"], data["key"])


def form_of(part: Part, data: Any = None) -> NoteForm:
    """The form of one part on the page of all, with its heading and what to write there."""
    initial = {"body": part.body, "base": part.version, "key": new_uid()}
    form = NoteForm(data, prefix=part.part.value, initial=initial)
    form.fields["body"].label = part.part.label
    form.fields["body"].help_text = HELP[part.part]
    return form
