"""The words for the codes that reading leaves behind."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_REASONS: dict[str, Promise] = {
    "no_text": _("no text that says what was done"),
    "uneven": _("the row does not have the same cells as the header"),
}


def reason_text(code: str) -> str:
    """Return the sentence for a reason code in the current language; the code itself if unknown."""
    return str(_REASONS.get(code, code))
