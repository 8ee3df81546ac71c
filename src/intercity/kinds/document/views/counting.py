"""Count what is written in documents: long texts cost more, so that nobody fills the disk by saving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from intercity.kinds.document.forms import SectionForm
from intercity.organisations.limits import keys_of, spend
from intercity.organisations.request import Request

# So many characters count once.
PORTION: Final = 25_000


def count(request: Request, form: SectionForm | None = None) -> Callable[[], None]:
    """What is to be called along with writing, in its transaction; TooOftenError when it is called."""
    size = len(form.cleaned_data["body"]) if form is not None else 0
    return lambda: spend("write", keys_of(request), 1 + size // PORTION)
