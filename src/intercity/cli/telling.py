"""What commands say while they work."""

from __future__ import annotations

import sys


def tell(text: str, *, quiet: bool = False) -> None:
    """Print a step of long work to standard error, so that standard output keeps the result alone."""
    if not quiet:
        print(text, file=sys.stderr, flush=True)
