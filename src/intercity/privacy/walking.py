"""A walk over every text, JSON and binary column of every table, in short steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Field, Model, QuerySet

from intercity.core.markdown import to_html, to_text
from intercity.core.personal import links_to
from intercity.organisations.models import Person
from intercity.posts.mentions import render_body
from intercity.posts.models import Post
from intercity.privacy.mails import cleaned, names
from intercity.privacy.traces import DASH, Traces, found_in, without_in

BATCH: Final = 500
COLUMNS: Final = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
# The world's names, rights, and the record, which holds opaque uids (and whose rows nobody may change). Sessions are
# ended, not rewritten; what lets people sign in goes with them, and that of others is theirs.
NOT_WALKED: Final = (
    "places", "auth", "contenttypes", "activity", "sessions", "account", "mfa", "socialaccount", "usersessions",
)  # fmt: skip
# What the code reads: whoever is called like a part of it must not break it.
FIXED: Final = re.compile(
    r"(?:.*_)?(?:uid|slug|path|mime|token|key|hash|digest|fingerprint|code|secret)"
    r"|kind|languages?|country|domain|month|teller|event|step|tracker|record|edition|licence|stands_for"
    r"|endpoint|p256dh|auth"
)
# A person's own addresses say what to look for until the end; they go with the person.
SOUGHT_BY: Final = frozenset({"mailbox.Alias.address"})
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
    fixed = field.primary_key or field.choices or field.is_relation or FIXED.fullmatch(field.name)
    left = f"{field.model._meta.label}.{field.name}" in THEIR_OWN | SOUGHT_BY
    return isinstance(field, COLUMNS) and not isinstance(field, models.SlugField) and not fixed and not left


def rows_of(found: QuerySet[Model], fields: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in batches, by their key, so that nothing is held open between two."""
    last: Any = None
    while True:
        rows = found.order_by("pk").values_list("pk", *fields)
        batch = list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
        if not batch:
            return
        last = batch[-1][0]
        yield batch


def take_out(traces: Traces) -> Iterator[None]:
    """Take the person out of every table; gives control back after each batch. Free to be killed and begun again."""
    for model, fields in columns():
        for batch in rows_of(model._base_manager.all(), [field.name for field in fields]):
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
        if isinstance(row, Post) and not {"body", "html"}.isdisjoint(changes):
            changes["html"] = drawn(row, changes.get("body", row.body), traces)
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=key).update(**changes)
        except IntegrityError:
            # Two groups of an organisation that were called after the same person.
            apart = {name: f"{value} {key}" if isinstance(value, str) else value for name, value in changes.items()}
            model._base_manager.filter(pk=key).update(**apart)


def drawn(post: Post, body: str, traces: Traces) -> str:
    """What a post shows, made anew from its text: somebody may be called like a part of its markup."""
    html = (to_html if post.is_imported else render_body)(body)
    return to_html(traces.without(to_text(html))) if traces.found(to_text(html)) else html


def without(traces: Traces, field: Field[Any, Any], value: Any) -> Any:
    """A value without the person; an address that is no longer one is empty."""
    if isinstance(value, bytes | memoryview):
        return cleaned(bytes(value), traces)
    fresh = without_in(traces, value)
    return "" if isinstance(field, models.EmailField) and DASH in fresh else fresh


def count_in_others(traces: Traces, person: Person, counts: dict[str, int]) -> Iterator[None]:
    """Count in how many things of others each trace stands, into `counts`; changes nothing.

    A post with its versions, files and answers is one thing. Mails of the demo say again what posts say.
    """
    things: dict[str, set[tuple[str, Any]]] = {}
    for model, fields in columns():
        if model._meta.app_label == "demo":
            continue
        under, of_whom = place_of(model)
        own = [link.name for link in links_to(Person) if link.model is model and link.whole]
        rows = model._base_manager.all()
        for name in own or of_whom:
            rows = rows.exclude(**{name: person})
        for batch in rows_of(rows, [under, *(field.name for field in fields)]):
            for _key, place, *values in batch:
                for name in set().union(*(traces_in(traces, value) for value in values)):
                    things.setdefault(name, set()).add((model._meta.label if under == "pk" else "post", place))
            counts.update({name: len(found) for name, found in things.items()})
            yield


def place_of(model: type[Model]) -> tuple[str, list[str]]:
    """By which column rows of a table belong together, and whose they are where they do not say it themselves."""
    names = {field.name for field in model._meta.local_concrete_fields}
    for name, of_whom in (("post", ["post__author"]), ("rollcall", ["rollcall__post__author"])):
        if name in names:
            return f"{name}_id", of_whom
    return ("id", []) if model is Post else ("pk", [])


def traces_in(traces: Traces, value: Any) -> set[str]:
    """What of the person stands in a value of a column, a mail too."""
    if isinstance(value, bytes | memoryview):
        return {name for name in traces.patterns if names(bytes(value), traces.only(name))}
    return found_in(traces, value)
