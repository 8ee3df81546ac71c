"""Sleep that a new act, or a signal to stop, ends at once."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress


class Alarm:
    """A pipe: whoever rings, from any thread or signal handler, wakes the sleeper. A ring is never missed."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)

    def ring(self) -> None:
        """Wake the sleeper, or let the next sleep end at once."""
        # A full pipe is a ring already.
        with suppress(BlockingIOError):
            os.write(self._write, b".")

    def sleep(self, seconds: float) -> None:
        """Return at a ring, at a signal, or after `seconds`."""
        select.select([self._read], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._read, 4096)

    def ring_at_signals(self) -> None:
        """Let every signal that has a handler ring too (main thread only)."""
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def close(self) -> None:
        """Give the descriptors back."""
        os.close(self._read)
        os.close(self._write)
