"""Count what is written in documents: long texts cost more, so that nobody fills the disk by saving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from intercity.organisations.limits import keys_of, spend
from intercity.organisations.request import Request

# So many characters count once.
PORTION: Final = 25_000


def count(request: Request) -> Callable[[int], None]:
    """What is to be called with the length of what is written, in its transaction; TooOftenError when it is called.

    Each version keeps the whole text: what was merged into it counts as well as what was sent.
    """
    return lambda size: spend("write", keys_of(request), 1 + size // PORTION)
