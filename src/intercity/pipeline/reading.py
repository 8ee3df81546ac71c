"""Reads the files of posts beside the worker's rounds: one may take half a minute, and mail shall not wait for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from django.db import connection

from intercity.activity.models import Activity
from intercity.posts.uploads.extracting import VERBS, read_waiting

logger = logging.getLogger("intercity.worker")

# After a failure (most likely the database is away) it looks again so much later.
PAUSE = 30.0


class FileReader:
    """The thread. `start` it in each worker; it looks once, and again after acts that may bring files."""

    def __init__(self) -> None:
        self._stopping = False
        self._wake = threading.Event()
        self._wake.set()
        self._thread = threading.Thread(target=self._run, name="file-reader", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def hear(self, rows: Iterable[Activity]) -> None:
        """Look again if one of these acts may have brought files."""
        if any(row.verb in VERBS for row in rows):
            self._wake.set()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread after the file that it is reading, waiting up to `timeout` seconds."""
        self._stopping = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        again: float | None = None
        while not self._stopping:
            self._wake.wait(again)
            self._wake.clear()
            again = None if self._look() else PAUSE

    def _look(self) -> bool:
        """Read what waits; False when that failed."""
        try:
            read_waiting(lambda: self._stopping)
        except Exception:
            logger.exception("reading files goes on in %.0f s", PAUSE)
            return False
        finally:
            connection.close()
        return True
