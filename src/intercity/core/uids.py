"""Public names of rows: short, random, readable aloud on the phone."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

# No vowels (no accidental words), no characters that look alike.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 12


def new_uid() -> str:
    """Give 12 random characters (57 bits), safe in addresses, file names and mail."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def keyed_uid(purpose: str, *known: str) -> str:
    """The same uid for the same uids that are `known`, which nobody without the secret key finds or recognises."""
    number = int.from_bytes(salted_hmac(purpose, "/".join(known), algorithm="sha256").digest())
    letters = []
    for _ in range(LENGTH):
        number, left = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[left])
    return "".join(letters)
