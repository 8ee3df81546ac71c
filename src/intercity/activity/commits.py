"""Tells followers within this process of its own commits at once; those of other processes are found by asking."""

from __future__ import annotations

import threading


class Commits:
    """Counts what this process has committed to the record."""

    def __init__(self) -> None:
        self.count = 0
        self._moved = threading.Condition()

    def tell(self) -> None:
        """Something was just committed."""
        with self._moved:
            self.count += 1
            self._moved.notify_all()

    def wait(self, known: int, seconds: float) -> None:
        """Return when the count is another than `known`, at the latest after so many seconds."""
        with self._moved:
            self._moved.wait_for(lambda: self.count != known, seconds)


COMMITS = Commits()
