"""Plain data of a version, said as its form and the pages say it: "In force", not "active"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import strip_tags

from intercity.core.templatetags.intercity import day, moment

Reader = Callable[[Any], str]


def readers_of(form: type[forms.Form]) -> dict[str, Reader]:
    """How to say the value of each field that is not free text, by its name. Values they do not know are kept."""
    found = {name: reader_of(field) for name, field in form.base_fields.items()}
    return {name: reader for name, reader in found.items() if reader is not None}


def reader_of(field: forms.Field) -> Reader | None:
    """How to say the value of one field; None for text, which says itself."""
    match field:
        case forms.ModelMultipleChoiceField():
            return terms_reader(field)
        case forms.MultipleChoiceField():
            names = {str(value): str(label) for value, label in field.choices}  # type: ignore[misc, union-attr]
            return lambda values: ", ".join(names.get(str(value), str(value)) for value in values)
        case forms.ChoiceField():
            labels = {str(value): str(label) for value, label in field.choices}  # type: ignore[misc, union-attr]
            return lambda value: labels.get(str(value), str(value))
        case forms.DateTimeField():
            return lambda value: strip_tags(moment(parse_datetime(value))) or str(value)
        case forms.DateField():
            return lambda value: strip_tags(day(parse_date(value))) or str(value)
    return None


def terms_reader(field: forms.ModelMultipleChoiceField[Any]) -> Reader:
    """Says slugs of topics or groups by their labels, also of those that are offered no longer."""
    labels = {term.slug: term.label for term in field.queryset.model._default_manager.all()}  # type: ignore[union-attr]
    return lambda slugs: ", ".join(str(labels.get(slug, slug)) for slug in slugs)
