"""What a technology asks of its writer: four fields to begin with, everything else afterwards."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from intercity.core.text import fold
from intercity.kinds.technology.models import RIGHTS, Sort
from intercity.posts.forms import PostForm

LONGEST = 10_000


def words(label: object, help_text: object = "", template: str = "") -> forms.CharField:
    """Some sentences; `template` draws the field where it has a heading of its own."""
    widget = forms.Textarea(attrs={"rows": 3})
    field = forms.CharField(label=label, required=False, max_length=LONGEST, widget=widget, help_text=help_text)  # type: ignore[arg-type]
    # Fields have it since Django 5.0; the stubs do not know.
    field.template_name = template or None  # type: ignore[attr-defined]
    return field


def right(name: str) -> forms.CharField:
    """One of the five questions about rights; the first carries the heading of them all."""
    label, question = RIGHTS[name]
    first = next(iter(RIGHTS)) == name
    return words(label, question, "technology/_rights_field.html" if first else "")


class QuickForm(PostForm):
    """What it is, what sort, what it is for, and what would do without it."""

    detail_names: ClassVar[tuple[str, ...]] = ("sort", "alternatives")

    sort = forms.ChoiceField(label=_("What sort"), choices=Sort.choices, initial=Sort.OTHER)
    alternatives = words(
        _("Without technology"), _("What would do the same with people, rules or a change to the place?")
    )
    field_order: tuple[str, ...] = ("uid", "title", "sort", "body", "alternatives")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the shared fields mean here."""
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("Which technology?")
        self.fields["title"].help_text = _("What it does, not what it is sold as.")
        self.fields["body"].label = _("What is it for?")
        self.fields["body"].required = True
        self.fields["alternatives"].required = type(self) is QuickForm


class FullForm(QuickForm):
    """All that others need to decide."""

    detail_names: ClassVar[tuple[str, ...]] = (
        "sort", "usage", "alternatives", "costs", "legal_basis", "data_protection", *RIGHTS, "evidence", "vendors",
    )  # fmt: skip
    more_names: ClassVar[tuple[str, ...]] = ()
    field_order = ("uid", "title", "sort", "body", *detail_names[1:])

    usage = words(_("How it is used"), _("Where, by whom, how often; what happens with what it shows."))
    costs = words(_("Costs"), _("To buy, to run, in working hours; with currency and for how long."))
    legal_basis = words(_("Legal basis"), _("Which law allows it, and who had to agree?"))
    data_protection = words(
        _("Data protection"), _("Which data about people come about, where they are kept, how long, who sees them.")
    )
    necessity = right("necessity")
    proportionality = right("proportionality")
    affected = right("affected")
    safeguards = right("safeguards")
    oversight = right("oversight")
    evidence = words(_("Evidence"), _("Who measured what, and what came out? With links."))
    vendors = words(
        _("Who makes it"),
        _("One name on each line. No adjectives and no recommendation: the page shows them in the order of the "
          "alphabet."),
    )  # fmt: skip

    def clean_vendors(self) -> str:
        """Each name once, one on a line, in the order of the alphabet."""
        return "\n".join(in_order(self.cleaned_data["vendors"]))


def in_order(text: str) -> list[str]:
    """The lines of `text` that say something, each once, in the order of the alphabet."""
    lines = {fold(line): line for line in (" ".join(raw.split()) for raw in text.splitlines()) if line}
    return [lines[key] for key in sorted(lines)]
