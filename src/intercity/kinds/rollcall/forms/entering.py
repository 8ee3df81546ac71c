"""For coordinators: which city, and a table of many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intercity.core.tables.errors import ReadError
from intercity.kinds.rollcall.entering.cities import NotFoundError, asked_by_name
from intercity.kinds.rollcall.entering.grid import Grid, read_paste, read_upload
from intercity.kinds.rollcall.models import RollCall

LONGEST_PASTE = 600_000


class CityForm(forms.Form):
    """Whose answer is entered."""

    city = forms.CharField(
        label=_("Which city?"), max_length=160,
        widget=forms.TextInput(attrs={"list": "asked", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, rollcall: RollCall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rollcall = rollcall

    def clean_city(self) -> Any:
        """The asked organisation of that name."""
        try:
            return asked_by_name(self.rollcall, self.cleaned_data["city"])
        except NotFoundError as error:
            raise ValidationError(str(error)) from None


class TableForm(forms.Form):
    """A filled form, or rows copied out of a spreadsheet."""

    file = forms.FileField(
        label=_("The filled form (XLSX or CSV)"), required=False, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Or paste the rows here"), required=False, strip=False, max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "wrap": "off"}),
        help_text=_("Copy them in your spreadsheet, with the first row, which names the columns."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The table; the file goes before the pasted text."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                data["grid"] = self.grid()
            except ReadError as error:
                raise ValidationError(str(error)) from None
        return data

    def grid(self) -> Grid:
        """What came, read. Raises ReadError."""
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        if file:
            return read_upload(file)
        if not text.strip():
            raise ReadError(str(_("There are no rows. Paste them, or choose a file.")))
        return read_paste(text)
