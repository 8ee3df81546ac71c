"""Values of the record that can be erased: what a role, a label or a setting was before an act, and after it.

The row of the act holds only the SHA-256 of a random salt and the value. The chain is made over that, so that it
stays whole when the value is erased; and without the salt nobody can find the value by trying all there are.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

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
