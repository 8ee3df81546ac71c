"""Keys of apps and recovery codes, as they stand in the database: sealed with a key made out of SECRET_KEY.

Whoever reads the database, or a backup without the secret in it, cannot sign in with them.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Final

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

# No key of an app and no seed of codes begins so: what was written before stays readable.
MARK: Final = "sealed:"
SEALED_COLUMNS: Final = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class SealError(Exception):
    """It was sealed with another SECRET_KEY."""


def seal(text: str) -> str:
    """What is kept in place of `text`."""
    return MARK + box().encrypt(text.encode()).decode()


def unseal(kept: str) -> str:
    """The text again; SealError where the secret is another one now."""
    if not kept.startswith(MARK):
        return kept
    try:
        return box().decrypt(kept.removeprefix(MARK).encode()).decode()
    except InvalidToken as error:
        raise SealError from error


def box() -> Fernet:
    """With the key of this installation."""
    key = salted_hmac("intercity.factors", "", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))


def sealed_parts() -> Iterator[tuple[int, str]]:
    """Whose they are (keys of people), and what is kept, one after the other."""
    rows = Authenticator.objects.filter(type__in=SEALED_COLUMNS).order_by("pk")
    for person, kind, data in rows.values_list("user", "type", "data"):
        yield person, str(data.get(SEALED_COLUMNS[kind], ""))


def unreadable() -> set[int]:
    """The keys of people whose app and codes cannot be checked any more."""
    return {person for person, kept in sealed_parts() if not is_readable(kept)}


def is_readable(kept: str) -> bool:
    """Whether the secret of now opens it."""
    try:
        unseal(kept)
    except SealError:
        return False
    return True
