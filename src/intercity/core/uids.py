"""Public names of rows: short, random, readable aloud on the phone."""

from __future__ import annotations

import secrets

# No vowels (no accidental words), no characters that look alike.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
LENGTH = 12


def new_uid() -> str:
    """Give 12 random characters (57 bits), safe in addresses, file names and mail."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
