"""The keys by which push services know this installation (VAPID, RFC 8292): made once, kept in the data folder."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

MAKE_KEYS = "intercity.notifications.push.wire.make_keys"


@cache
def is_installed() -> bool:
    """Whether the packages of the extra `push` are there; without them nothing about push is shown."""
    return find_spec("pywebpush") is not None


def private_key_path() -> Path:
    """Where the private key is; made when it is asked for the first time."""
    path = Path(settings.DATA) / "push-key.pem"
    if not path.exists():
        make_keys(path)
    return path


def public_key() -> str:
    """The public key as browsers take it, in base64url."""
    return private_key_path().with_suffix(".public").read_text().strip()


def make_keys(path: Path) -> None:
    """Write both keys, readable by their owner only. A second process may be first: then its keys stay.

    The private key comes into being last, and with it the public one counts.
    """
    private, public = import_string(MAKE_KEYS)()
    path.parent.mkdir(parents=True, exist_ok=True)
    claim = path.with_suffix(".claim")
    # A claim is never taken back: who finds it knows that another process writes, or wrote, the keys.
    with suppress(FileExistsError):
        os.link(write(path.with_suffix(f".{os.getpid()}"), f"{public}\n{private}"), claim)
    path.with_suffix(f".{os.getpid()}").unlink(missing_ok=True)
    kept_public, _, kept_private = claim.read_text().partition("\n")
    for target, text in ((path.with_suffix(".public"), kept_public), (path, kept_private)):
        write(target.with_suffix(f"{target.suffix}.{os.getpid()}"), text).replace(target)


def write(path: Path, text: str) -> Path:
    """A new file of ours alone."""
    path.touch(mode=0o600)
    path.write_text(text)
    return path
