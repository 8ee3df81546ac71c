"""One open page: the frames that wait for it. Touched only by the event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from intercity.live.event import LiveEvent, StreamWish

# A reader this far behind is dropped; it comes back and replays what it missed.
MOST_WAITING = 64


class Stream:
    """The queue between the hub and one client.

    `cursor` is the newest row this client has been given: nothing at or below it is given again.
    `drop` breaks the connection of a reader that does not keep up.
    """

    def __init__(self, number: int, wish: StreamWish, began: float, cursor: int, drop: Callable[[], None]) -> None:
        self.number = number
        self.wish = wish
        self.began = began
        self.cursor = cursor
        self.joined = False
        self.closed = False
        self._drop = drop
        self._sending = False
        self._waiting: deque[bytes] = deque()
        self._wake = asyncio.Event()

    def offer(self, event: LiveEvent, frame: bytes) -> None:
        """Queue `frame` if this reader hears it and has not had it; drop the reader if too much waits."""
        if event.id <= self.cursor or not self.wish.hears(event):
            return
        self.cursor = event.id
        self.push(frame)

    def push(self, frame: bytes) -> None:
        """Queue bytes for this client."""
        if self.closed:
            return
        # A burst is no fault of a reader that waits for it: only one that is still busy with the last is slow.
        if self._sending and len(self._waiting) >= MOST_WAITING:
            self.close()
            self._drop()
            return
        self._waiting.append(frame)
        self._wake.set()

    def beat(self, frame: bytes) -> None:
        """Queue a sign of life, unless something waits anyway."""
        if not self._waiting:
            self.push(frame)

    def close(self) -> None:
        """End the stream after what already waits."""
        self.closed = True
        self._wake.set()

    async def next(self) -> bytes | None:
        """All that waits, as soon as something does; None when the stream has ended."""
        self._sending = False
        while not self._waiting and not self.closed:
            self._wake.clear()
            await self._wake.wait()
        if not self._waiting:
            return None
        self._sending = True
        chunk = self._waiting[0] if len(self._waiting) == 1 else b"".join(self._waiting)
        self._waiting.clear()
        return chunk
