"""A walk over every text, JSON and binary column of every table, in short steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Field, Model

from intercity.organisations.models import Person
from intercity.posts.models import Post
from intercity.privacy.mails import cleaned, names
from intercity.privacy.traces import DASH, Traces, found_in, without_in

BATCH: Final = 500
COLUMNS: Final = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
# The world's names, rights, and the record, which holds opaque uids (and whose rows nobody may change). Sessions are
# ended, not rewritten.
NOT_WALKED: Final = ("places", "auth", "contenttypes", "activity", "sessions")
# A person's own addresses say what to look for until the end; they go with the person.
SOUGHT_BY: Final = frozenset({"mailbox.Alias.address", "account.EmailAddress.email"})
# Others may be called the same, and organisations after people: their own names are theirs.
THEIR_OWN: Final = frozenset({"organisations.Organisation.name", "organisations.Organisation.short_name"})


def columns() -> Iterator[tuple[type[Model], list[Field[Any, Any]]]]:
    """Every table that is walked, with the columns that may hold words."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in NOT_WALKED or model is Person or model._meta.proxy:
            continue
        fields = [field for field in model._meta.local_concrete_fields if may_hold_words(field)]
        if fields:
            yield model, fields


def may_hold_words(field: Field[Any, Any]) -> bool:
    """Whether people's words may stand in a column."""
    fixed = field.primary_key or field.choices or field.is_relation
    left = f"{field.model._meta.label}.{field.name}" in THEIR_OWN | SOUGHT_BY
    return isinstance(field, COLUMNS) and not fixed and not left


def rows_of(model: type[Model], fields: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    """All rows in batches, by their key, so that nothing is held open between two."""
    last: Any = None
    while True:
        rows = model._base_manager.order_by("pk").values_list("pk", *fields)
        batch = list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
        if not batch:
            return
        last = batch[-1][0]
        yield batch


def take_out(traces: Traces) -> Iterator[None]:
    """Take the person out of every table; gives control back after each batch. Free to be killed and begun again."""
    for model, fields in columns():
        for batch in rows_of(model, [field.name for field in fields]):
            for key, *values in batch:
                if any(holds(traces, value) for value in values):
                    rewrite(model, key, fields, traces)
            yield


def holds(traces: Traces, value: Any) -> bool:
    """Whether a value of a column names the person."""
    if isinstance(value, bytes | memoryview):
        return names(bytes(value), traces)
    return bool(found_in(traces, value))


def rewrite(model: type[Model], key: Any, fields: list[Field[Any, Any]], traces: Traces) -> None:
    """Take the person out of one row, as it stands now."""
    with transaction.atomic():
        row = model._base_manager.select_for_update(of=("self",)).filter(pk=key).first()
        if row is None:
            return
        changes = {
            field.name: without(traces, field, getattr(row, field.name))
            for field in fields
            if holds(traces, getattr(row, field.name))
        }
        if not changes:
            return
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=key).update(**changes)
        except IntegrityError:
            # Two groups of an organisation that were called after the same person.
            apart = {name: f"{value} {key}" if isinstance(value, str) else value for name, value in changes.items()}
            model._base_manager.filter(pk=key).update(**apart)


def without(traces: Traces, field: Field[Any, Any], value: Any) -> Any:
    """A value without the person; an address that is no longer one is empty."""
    if isinstance(value, bytes | memoryview):
        return cleaned(bytes(value), traces)
    fresh = without_in(traces, value)
    return "" if isinstance(field, models.EmailField) and DASH in fresh else fresh


def count_in_others(traces: Traces, person: Person, counts: dict[str, int]) -> Iterator[None]:
    """Count in how many posts of others each trace stands, into `counts`; changes nothing."""
    for batch in rows_of(Post, ["author_id", "title", "body"]):
        for _key, author, *texts in batch:
            for name in found_in(traces, texts) if author != person.pk else ():
                counts[name] = counts.get(name, 0) + 1
        yield
