"""Values of the record that can be erased: what a role, a label or a setting was before an act, and after it.

The row of the act holds only the SHA-256 of a random salt and the value. The chain is made over that, so that it
stays whole when the value is erased; and without the salt nobody can find the value by trying all there are.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from intercity.activity.canonical import as_json
from intercity.activity.models import Said


def put(value: Any) -> str:
    """Keep a value, inside the caller's transaction; gives its key for the row of the act."""
    salt = secrets.token_hex(16)
    row = Said(key=key_of(salt, value), salt=salt, value=value)
    row.save(force_insert=True)
    return row.key


def get(key: str) -> Any:
    """The value that a row of the record names; None where there is none, or none any more."""
    return Said.objects.filter(key=key).values_list("value", flat=True).first() if key else None


def erase(keys: Iterable[str]) -> int:
    """Forget the values for ever; gives how many there were. The record stays whole: doctor finds nothing to say."""
    return Said.objects.filter(key__in=list(keys)).delete()[0]


def key_of(salt: str, value: Any) -> str:
    """The key under which a value stands."""
    return sha256(f"{salt}\n{as_json(value)}".encode()).hexdigest()


def erase_holding(is_theirs: Callable[[str], bool]) -> int:
    """Forget every value of whose text `is_theirs` says yes; gives how many there were.

    Whoever erases a person calls this. A value must never be changed in its place: `doctor` would name its act.
    """
    rows = Said.objects.values_list("key", "value").iterator()
    return erase([key for key, value in rows if is_theirs(texts_of(value))])


def texts_of(value: Any) -> str:
    """All that can be read in a value."""
    if isinstance(value, dict):
        return "\n".join(f"{key}\n{texts_of(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "\n".join(map(texts_of, value))
    return str(value)


def state_of(row: Model) -> dict[str, Any]:
    """The columns of a row as plain values, for `change`."""
    values = {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}
    found: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return found


def state_before(row: Model) -> dict[str, Any]:
    """As `state_of`, of a row as it is in the database, locked until the transaction ends; empty for a new one."""
    stored = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    return state_of(stored) if stored else {}


def change(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What `record` takes as `said`: the values that differ, as they were and as they are; nothing where none does."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    was, now = ({name: side[name] for name in names if name in side} for side in (before, after))
    return {"before": was, "after": now} if names else {}
