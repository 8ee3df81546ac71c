"""What a check found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Status(StrEnum):
    """From good to bad; `UNKNOWN` could not be looked at from here and is never a failure."""

    OK = "ok"
    UNKNOWN = "unknown"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing; if it is not well, the sentence says what to do."""

    name: str
    status: Status
    text: str

    def as_data(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


Check = Callable[[], list[Finding]]


def ok(name: str, text: str) -> Finding:
    """All is well."""
    return Finding(name, Status.OK, str(text))


def unknown(name: str, text: str) -> Finding:
    """It could not be looked at."""
    return Finding(name, Status.UNKNOWN, str(text))


def warning(name: str, text: str) -> Finding:
    """It works, and should be better."""
    return Finding(name, Status.WARNING, str(text))


def problem(name: str, text: str) -> Finding:
    """Something does not work."""
    return Finding(name, Status.PROBLEM, str(text))
