"""Forms of topics and groups: a name and other words for it in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from intercity.core.templatetags.intercity import language_name
from intercity.spaces.models import Group, Topic
from intercity.spaces.terms import TERM_LANGUAGES

LABEL_LENGTH = 60
MOST_SYNONYMS = 60
BETWEEN_WORDS = re.compile(r"[,;\n]")


class TermForm(forms.Form):
    """Names and synonyms of one term. English is required, for every reader falls back to it."""

    model: ClassVar[type[Topic] | type[Group]]

    def __init__(self, *args: Any, term: Topic | Group | None = None, **kwargs: Any) -> None:
        """Begin with what `term` says; without one the form makes a new term."""
        self.term: Topic | Group = term if term is not None else self.model()
        super().__init__(*args, **kwargs)
        for language in TERM_LANGUAGES:
            self.add_language(language)

    def add_language(self, language: str) -> None:
        """Add the two fields of one language."""
        name = language_name(language)
        self.fields[f"label_{language}"] = forms.CharField(
            label=name, max_length=LABEL_LENGTH, required=language == "en", initial=self.term.labels.get(language, "")
        )
        self.fields[f"synonyms_{language}"] = forms.CharField(
            label=name, max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
            initial=", ".join(self.term.synonyms.get(language, [])),
        )  # fmt: skip

    def rows(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """(language, name field, synonyms field) for the page's table."""
        for language in TERM_LANGUAGES:
            yield language, self[f"label_{language}"], self[f"synonyms_{language}"]

    def clean_label_en(self) -> str:
        """A name that no other term in use has."""
        label = str(self.cleaned_data["label_en"]).strip()
        others = self.model._default_manager.filter(retired=False).exclude(pk=self.term.pk)
        if any(str(other.labels.get("en", "")).casefold() == label.casefold() for other in others):
            raise ValidationError(_("This name is taken already."))
        return label

    def filled(self) -> Topic | Group:
        """The term with what was typed, not saved; call after `is_valid()`.

        An emptied language is kept as empty, so that the start data does not fill it again.
        """
        data = self.cleaned_data
        for language in TERM_LANGUAGES:
            self.term.labels[language] = data[f"label_{language}"].strip()
            self.term.synonyms[language] = words(data[f"synonyms_{language}"])
        return self.term


class TopicForm(TermForm):
    """A topic may stand below another: the tree has two floors, so a topic with others below stays at the top."""

    model = Topic
    parent = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Belongs to"), required=False, empty_label=_("Nothing: a main topic"),
        to_field_name="slug",
    )  # fmt: skip
    is_sensitive = forms.BooleanField(
        label=_("Nobody may be identifiable"), required=False,
        help_text=_("Before publishing, writers are reminded, and see the names, addresses and numbers in their text."),
    )  # fmt: skip
    helplines = forms.BooleanField(
        label=_("Show helplines"), required=False,
        help_text=_("Its pages show the helplines for violence at home, and a way to leave the page quickly."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the main topics as parents."""
        super().__init__(*args, **kwargs)
        for name in ("is_sensitive", "helplines"):
            self.fields[name].initial = getattr(self.term, name)
        field: Any = self.fields["parent"]
        field.queryset = Topic.objects.filter(parent=None, retired=False).exclude(pk=self.term.pk)
        if isinstance(self.term, Topic) and self.term.pk:
            field.initial = self.term.parent.slug if self.term.parent else ""
            if self.term.children.exists():
                del self.fields["parent"]

    def filled(self) -> Topic | Group:
        """As for every term, with its parent and its marks."""
        if isinstance(self.term, Topic):
            self.term.is_sensitive = self.cleaned_data["is_sensitive"]
            self.term.helplines = self.cleaned_data["helplines"]
            if "parent" in self.fields:
                self.term.parent = self.cleaned_data["parent"]
        return super().filled()


class GroupForm(TermForm):
    """A population group."""

    model = Group


def words(text: str) -> list[str]:
    """The words of a list typed with commas or one a line, each once; blanks around them are gone."""
    found = (" ".join(word.split()) for word in BETWEEN_WORDS.split(text))
    return list(dict.fromkeys(word for word in found if word))[:MOST_SYNONYMS]
