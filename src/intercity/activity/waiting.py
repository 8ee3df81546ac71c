"""How a process learns that another one has committed: SQLite is polled, PostgreSQL notifies."""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from intercity.activity.commits import COMMITS
from intercity.activity.record import CHANNEL

Wait = Callable[[threading.Event], None]

POLL_SECONDS = 0.015
# Even without a sign of change the record is read this often, and the tailer shows that it lives.
LONGEST_SECONDS = 1.0


def make_wait(rest: float | None = None) -> Wait:
    """A function that returns when something may have been committed, at the latest after a second.

    It returns at most once in `rest` seconds (POLL_SECONDS, if not said): what is committed close together is read
    together. It belongs to the calling thread's database connection, which must stay open. Commits between this
    call and the first wait are noticed too. Raises what the database raises when it is away.
    """
    connection.ensure_connection()
    pause = POLL_SECONDS if rest is None else rest
    return NotifiedWait(pause) if connection.vendor == "postgresql" else PolledWait(pause)


class PolledWait:
    """Watches the counter that SQLite moves for commits of every other connection."""

    def __init__(self, rest: float) -> None:
        self._rest = rest
        self._seen = self._version()
        self._returned = 0.0

    def __call__(self, stopping: threading.Event) -> None:
        """Return at a commit, at `stopping`, or after a second."""
        # The first of many is read at once; what is committed close after it is read together.
        if stopping.wait(max(0.0, self._returned + self._rest - time.monotonic())):
            return
        until = time.monotonic() + LONGEST_SECONDS
        known = COMMITS.count
        while (version := self._version()) == self._seen and time.monotonic() < until:
            COMMITS.wait(known, self._rest)
            if stopping.is_set():
                return
            known = COMMITS.count
        self._seen, self._returned = version, time.monotonic()

    def _version(self) -> int:
        # Past Django's cursor wrapper: this runs some sixty times a second.
        row = connection.connection.execute("PRAGMA data_version").fetchone()
        return int(row[0])


class NotifiedWait:
    """Listens on the channel that `record` notifies at commit."""

    def __init__(self, rest: float) -> None:
        self._rest = rest
        self._returned = 0.0
        self._noted = True
        self._raw: Any = connection.connection
        self._raw.add_notify_handler(self._note)
        self._raw.execute(f"LISTEN {CHANNEL}")

    def __call__(self, stopping: threading.Event) -> None:
        """Return at a notification, or after a second (in which a dead connection shows itself, too)."""
        if stopping.wait(max(0.0, self._returned + self._rest - time.monotonic())):
            return
        if not self._noted:
            select.select([self._raw.fileno()], [], [], LONGEST_SECONDS)
        # Set again by the next query, should it find a notification: then nothing is waited for.
        self._noted = False
        self._returned = time.monotonic()

    def _note(self, notification: object) -> None:
        self._noted = True
