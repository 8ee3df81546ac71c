"""What may stand in a log."""

from __future__ import annotations

import logging
import re

# As `django.core.signing` writes it: what was signed, perhaps when, and 43 characters of signature; between them a
# colon, which stands so in a path and as %3A in a query. The bounds keep a long text cheap.
SIGNED = re.compile(
    r"(?<![\w.\-])[\w.\-]{1,120}(?:(?::|%3A)[\w\-]{1,60}){0,2}(?::|%3A)[\w\-]{43}(?![\w\-])", re.IGNORECASE
)


def without_tokens(text: str, instead: str) -> str:
    """`text` with `instead` in place of each signed token: whoever reads an address with one could act with it."""
    return SIGNED.sub(instead, text)


class WithoutTokens(logging.Filter):
    """Takes signed tokens out of what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes, without them."""
        said = record.getMessage()
        if SIGNED.search(said):
            record.msg, record.args = without_tokens(said, "(token)"), ()
        return True
