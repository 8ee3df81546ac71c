"""The version of the public world, as far as this process has heard of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from intercity.activity.models import Activity

# A tailer that has not beaten for this long may have missed something: nothing is then served from memory.
OLDEST_BEAT = 2.0


class Beating(Protocol):
    """A tailer, as far as the pages need it."""

    def age(self) -> float:
        """Seconds since it last knew that it is up to date."""


class World:
    """Moved by the tailer's thread, read by the event loop: one number, so neither waits for the other."""

    def __init__(self) -> None:
        self.version = 0
        self._tailer: Beating | None = None

    def follow(self, tailer: Beating) -> None:
        """From now on `note` is told of every row: pages rendered after this may be kept."""
        self._tailer = tailer

    def note(self, rows: Sequence[Activity]) -> None:
        """Take in the rows of the record that were just committed."""
        self.version = max([self.version, *(row.pk for row in rows if row.public)])

    def is_followed(self) -> bool:
        """Whether news arrive: without them nothing may be served from memory."""
        return self._tailer is not None and self._tailer.age() <= OLDEST_BEAT


def first_told(world: World, others: Callable[[list[Activity]], None]) -> Callable[[list[Activity]], None]:
    """A receiver of rows that tells `world` before it does what takes longer."""

    def take(rows: list[Activity]) -> None:
        world.note(rows)
        others(rows)

    return take
