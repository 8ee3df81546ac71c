"""Follows the record: hands each committed row to this process, in order, within milliseconds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import connection

from intercity.activity.commits import COMMITS
from intercity.activity.models import Activity, last_id
from intercity.activity.waiting import make_wait

logger = logging.getLogger("intercity.activity")

BATCH = 500
AFTER = f"SELECT * FROM activity_activity WHERE id > %s ORDER BY id LIMIT {BATCH}"
LONGEST_PAUSE = 10.0
DELIVERIES = 3


class Tailer:
    """A thread with its own database connection that calls `on_rows` with new rows, in rising order of ids.

    It starts after the row `start_after`, or after the newest row at that moment. After a lost connection it
    comes back and continues from its cursor. If `on_rows` raises, the same rows are handed over again, up to
    three times, and then left out with a line in the log: one bad row must not stop everything after it.
    It looks at most once in `rest` seconds; whoever has time gets more rows at once, which cost less each.
    """

    def __init__(
        self, on_rows: Callable[[list[Activity]], None], start_after: int | None = None, rest: float | None = None
    ) -> None:
        self.cursor = start_after
        self._rest = rest
        self.beat = 0.0
        self._made = time.monotonic()
        self._on_rows = on_rows
        self._on_ready: Callable[[int], None] = lambda cursor: None
        self._ready = False
        self._stopping = threading.Event()
        self._moved = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="tailer", daemon=True)

    def start(self, on_ready: Callable[[int], None] | None = None) -> None:
        """Start the thread; it calls `on_ready(cursor)` once, before the first row."""
        self._on_ready = on_ready or self._on_ready
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread and its connection, waiting up to `timeout` seconds."""
        self._stopping.set()
        COMMITS.tell()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def age(self) -> float:
        """Seconds since the tailer last knew that it is up to date, or since it was made."""
        return time.monotonic() - (self.beat or self._made)

    def wait_for(self, row_id: int, timeout: float) -> bool:
        """Wait until the row has been handed over; False if that took longer than `timeout` seconds."""
        with self._moved:
            return self._moved.wait_for(lambda: (self.cursor or 0) >= row_id, timeout)

    def _run(self) -> None:
        pause = 0.1
        while not self._stopping.is_set():
            before = self.beat
            try:
                self._follow()
            except Exception:
                logger.exception("the tailer lost its database and tries again")
            finally:
                connection.close()
            pause = 0.1 if self.beat > before else min(pause * 2, LONGEST_PAUSE)
            self._stopping.wait(pause)

    def _follow(self) -> None:
        wait = make_wait(self._rest)
        if self.cursor is None:
            self._move(last_id())
        if not self._ready:
            self._ready = True
            self._on_ready(self.cursor or 0)
        while not self._stopping.is_set():
            self._catch_up()
            wait(self._stopping)

    def _catch_up(self) -> None:
        rows = read_after(self.cursor or 0)
        while rows:
            self._deliver(rows)
            self._move(rows[-1].pk)
            # What comes after a batch that was not full wakes the tailer anew.
            rows = read_after(self.cursor or 0) if len(rows) == BATCH else []
        self.beat = time.monotonic()

    def _deliver(self, rows: list[Activity]) -> None:
        for attempt in range(DELIVERIES):
            try:
                self._on_rows(rows)
                return
            except Exception:
                logger.exception("rows %s to %s were not taken", rows[0].pk, rows[-1].pk)
                self._stopping.wait(0.1 * 2**attempt)
        logger.error("rows %s to %s are left out", rows[0].pk, rows[-1].pk)

    def _move(self, cursor: int) -> None:
        with self._moved:
            self.cursor = cursor
            self._moved.notify_all()


def read_after(cursor: int) -> list[Activity]:
    """The next rows. As text: building the question anew for each commit would cost more than its answer."""
    return list(Activity.objects.raw(AFTER, [cursor]))
