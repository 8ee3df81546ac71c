"""What became of reading a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from intercity.kinds.rollcall.values.types import Value


@dataclass(frozen=True)
class Reading:
    """A value, or none.

    `doubt` asks back, in the active language, while `value` is what we would take. `error` says what to do; there is no
    value then. All three are empty for an empty text.
    """

    value: Value | None
    doubt: str = ""
    error: str = ""

    @property
    def is_clear(self) -> bool:
        """Whether it may be taken as it is."""
        return self.value is not None and not self.doubt


NOTHING: Final = Reading(None)


def doubted(value: Value, said: str, **parts: object) -> Reading:
    """A value that is asked back; `parts` are put into the translated sentence."""
    return Reading(value, doubt=said % parts if parts else said)


def wrong(said: str, **parts: object) -> Reading:
    """No value, and what to do."""
    return Reading(None, error=said % parts if parts else said)
