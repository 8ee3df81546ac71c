"""Papers that are made while somebody waits for them: one at a time in a process, and none that is beyond measure.

A paper of hundreds of pages takes a thread for seconds, and a web process has two.
"""

from __future__ import annotations

from collections.abc import Callable
from subprocess import TimeoutExpired
from threading import BoundedSemaphore
from typing import Final

from intercity.core.papers.apart import write_apart
from intercity.core.papers.structure import Draft, Paper

WAIT_SECONDS: Final = 10
one_at_a_time = BoundedSemaphore(1)


class BusyError(Exception):
    """Another file is being made in this process, or the machine has too much to do."""


def write_alone(make: Callable[[], Paper | Draft], ending: str) -> bytes:
    """The file with that ending; `make` gives what it says. BusyError, TooLargeError, or what `write` raises."""
    if not one_at_a_time.acquire(blocking=False):
        raise BusyError
    try:
        return write_apart(make(), ending)
    except TimeoutExpired as late:
        raise BusyError from late
    finally:
        one_at_a_time.release()
