"""The worker process: follow, deliver, sleep; until told to stop."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from intercity.activity.models import Activity
from intercity.activity.tailer import Tailer
from intercity.core.quick import settle_down
from intercity.notifications.delivering import deliver_due
from intercity.notifications.forgetting import forget_old
from intercity.notifications.models import beat
from intercity.pipeline.alarm import Alarm
from intercity.pipeline.clock import Clock
from intercity.pipeline.following import follow, retry_setbacks
from intercity.pipeline.reading import FileReader
from intercity.pipeline.steps import steps_for
from intercity.posts.uploads.sweeping import sweep_uploads
from intercity.search.indexer import Indexer

logger = logging.getLogger("intercity.worker")

# Even unwoken it looks this often: for what is due by the clock, and should the tailer be away.
POLL_SECONDS = 1.0
# Mail may leave a moment later: the acts of that moment are then read together.
REST_SECONDS = 0.05
BEAT_SECONDS = 5.0
SWEEP_SECONDS = 24 * 3600.0
LONGEST_PAUSE = 30.0


class Worker:
    """Runs in the main thread of its process. `stopping` is looked at between two rows and two deliveries."""

    def __init__(self, alarm: Alarm | None = None) -> None:
        self.stopping = False
        self._alarm = alarm or Alarm()
        self._clock = Clock()
        self._reader = FileReader()
        self._beat_at = self._swept_at = float("-inf")
        self._pause = POLL_SECONDS

    def run(self) -> int:
        """Work until SIGTERM or SIGINT; gives 0."""
        self._listen_to_signals()
        settle_down()
        tailer = Tailer(self.hear, rest=REST_SECONDS)
        indexer = Indexer()
        tailer.start()
        indexer.start()
        self._reader.start()
        try:
            while not self.stopping:
                if not self._try_round():
                    self._alarm.sleep(self._pause)
        finally:
            tailer.stop()
            indexer.stop()
            self._reader.stop()
        return 0

    def hear(self, rows: Sequence[Activity]) -> None:
        """Wake up for acts that some step cares about; the others are passed over at the next look by the clock."""
        self._reader.hear(rows)
        if any(steps_for(row) for row in rows):
            self._alarm.ring()

    def round(self) -> int:
        """Follow new acts, retry setbacks, do and deliver what is due, sweep once a day; gives how much there was."""
        work = follow(self._is_stopping) + retry_setbacks(self._is_stopping)
        work += self._clock.tick() + deliver_due(self._is_stopping)
        if time.monotonic() - self._beat_at >= BEAT_SECONDS:
            beat()
            self._beat_at = time.monotonic()
        if not work and time.monotonic() - self._swept_at >= SWEEP_SECONDS:
            # Noted first: a folder that cannot be read must not keep mail from leaving.
            self._swept_at = time.monotonic()
            sweep_uploads()
            while not self.stopping and forget_old(timezone.now()):
                beat()
        return work

    def _try_round(self) -> int:
        try:
            work = self.round()
        except Exception:
            # Most likely the database is away. Nothing is lost by beginning again, a little later each time.
            logger.exception("the worker begins again")
            connection.close()
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            return 0
        self._pause = POLL_SECONDS
        return work

    def _is_stopping(self) -> bool:
        return self.stopping

    def _listen_to_signals(self) -> None:
        self._alarm.ring_at_signals()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: object) -> None:
        self.stopping = True
