"""How a command says no."""

from __future__ import annotations


class CommandError(Exception):
    """What the operator must hear instead of a traceback; exit code 2 unless `code` says otherwise."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code
