"""What is due by the clock: jobs that rooms provide and the settings list."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django.utils.module_loading import import_string

logger = logging.getLogger("intercity.worker")

# How often the jobs are asked; what they do is due by hours.
PAUSE = 15.0
Job = Callable[[datetime], int]
"""Does what is due at the given time and gives how much that was. It must be free to be killed at any line and run
again, also beside itself in another worker: what is done is marked in the transaction that does it.
"""


@cache
def all_jobs() -> tuple[tuple[str, Job], ...]:
    """The jobs of `settings.INTERCITY_CLOCK`, with their names, in that order."""
    return tuple((path, import_string(path)) for path in settings.INTERCITY_CLOCK)


class Clock:
    """Runs the jobs from time to time. One that fails does not keep the others from running."""

    def __init__(self) -> None:
        self._ran_at = float("-inf")

    def tick(self) -> int:
        """Run all jobs if the pause is over; gives how much they did."""
        if time.monotonic() - self._ran_at < PAUSE:
            return 0
        self._ran_at = time.monotonic()
        return sum(attempt(name, job) for name, job in all_jobs())


def attempt(name: str, job: Job) -> int:
    """Run one job now; 0 when it fails, for it is run again soon. A database that is away comes out."""
    try:
        return job(timezone.now())
    except OperationalError:
        raise
    except Exception:
        logger.exception("%s failed and is tried again", name)
        return 0
