"""One open page: what waits for it. Touched only by the event loop."""

from __future__ import annotations

import asyncio
from typing import Protocol

from intercity.live.event import StreamWish

# A reader that leaves so many bytes waiting, beside what its connection holds, is dropped; it comes back and replays
# what it missed.
MOST_WAITING = 256 * 1024


class Line(Protocol):
    """The connection of one client."""

    def is_busy(self) -> bool:
        """Whether the client has not yet taken what it was sent; `Stream.flush` is called when it has."""

    def write(self, frames: bytes) -> None:
        """Send, without waiting."""

    def drop(self) -> None:
        """Break the connection at once."""


class Stream:
    """What lies between the hub and one client.

    `cursor` is the newest row this client has been given: nothing at or below it is given again.
    Frames go straight to the line while the client keeps up, without a task that must wake for each.
    """

    def __init__(self, number: int, wish: StreamWish, began: float, cursor: int, line: Line) -> None:
        self.number = number
        self.wish = wish
        self.channel = wish.channel
        self.began = began
        self.cursor = cursor
        self.joined = False
        self.closed = False
        self._line = line
        self._begun = False
        self._waiting: list[bytes] = []
        self._waits = 0
        self._over: asyncio.Future[None] | None = None

    def begin(self) -> None:
        """The head of the answer is sent: frames may follow."""
        self._begun = True
        self.flush()

    def push(self, frames: bytes) -> None:
        """Send these bytes now, or as soon as the client is ready; drop a client that falls too far behind."""
        if self.closed:
            return
        if self._begun and not self._waiting and not self._line.is_busy():
            self._line.write(frames)
            return
        self._waiting.append(frames)
        self._waits += len(frames)
        if self._begun and self._waits > MOST_WAITING:
            self._waiting.clear()
            self.close()
            self._line.drop()

    def beat(self, frame: bytes) -> None:
        """Send a sign of life, unless something waits anyway."""
        if not self._waiting:
            self.push(frame)

    def flush(self) -> None:
        """Send what waits: the client has taken what came before."""
        if self._waiting and self._begun and not self.closed and not self._line.is_busy():
            self._line.write(self.rest())

    def rest(self) -> bytes:
        """Take out what waits."""
        frames = b"".join(self._waiting)
        self._waiting, self._waits = [], 0
        return frames

    def close(self) -> None:
        """End the stream after what already waits."""
        self.closed = True
        if self._over is not None and not self._over.done():
            self._over.set_result(None)

    async def wait_closed(self) -> bytes:
        """Return when the stream has ended, with what still waits."""
        if not self.closed:
            self._over = asyncio.get_running_loop().create_future()
            await self._over
        return self.rest()
