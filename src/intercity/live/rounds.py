"""Spreads new events over all streams: in slices, so that nobody else waits long, and many at once when many come.

Touched only by the event loop. A round takes every event that has come by then. Events that come while it runs,
or while it rests, wait for the next one, in which each stream is written to once, however many they are.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from intercity.live.event import Channel, Events, LiveEvent
from intercity.live.stream import Stream

# Writing to so many takes some milliseconds.
SLICE = 250
# After a round there is none for four times as long, so that it takes no more than a fifth of the time however fast
# acts come and however many watch: whoever writes needs the rest. What has just happened is never held back for long.
REST = 4.0
LONGEST_REST = 0.5
Framed = tuple[LiveEvent, bytes]
# The id of a row, and the event that it became in each language.
Act = tuple[int, dict[str, Framed]]


def framed(events: Events) -> dict[str, Framed]:
    """Events with the bytes that are sent of them."""
    return {language: (event, event.frame()) for language, event in events.items()}


class Rounds:
    """`streams` gives all streams when a round begins; `done(row_id)` hears of the newest row after each round."""

    def __init__(self, streams: Callable[[], list[Stream]], done: Callable[[int], None]) -> None:
        self._streams = streams
        self._done = done
        self._acts: list[Act] = []
        self._running = False
        self._rested_at = 0.0
        self.rest_after: Callable[[float], float] = rest_after

    def add(self, loop: asyncio.AbstractEventLoop, acts: Iterable[Act]) -> None:
        """Spread acts, in the order of calls."""
        self._acts.extend(acts)
        if self._running:
            return
        self._running = True
        wait = self._rested_at - time.monotonic()
        if wait > 0:
            loop.call_later(wait, self._begin, loop)
        else:
            self._begin(loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        acts, self._acts = self._acts, []
        self._go_on(loop, Round(acts), iter(self._streams()), time.monotonic())

    def _go_on(self, loop: asyncio.AbstractEventLoop, this: Round, left: Iterator[Stream], began: float) -> None:
        some = list(islice(left, SLICE))
        for stream in some:
            this.serve(stream)
        if len(some) == SLICE:
            loop.call_soon(self._go_on, loop, this, left, began)
            return
        self._done(this.row_id)
        now = time.monotonic()
        rest = self.rest_after(now - began)
        self._rested_at = now + rest
        self._running = bool(self._acts)
        if self._running:
            loop.call_later(rest, self._begin, loop)


def rest_after(seconds: float) -> float:
    """How long to rest after work that took so long: at least as long, for half of the time is everybody else's."""
    return max(seconds, min(seconds * REST, LONGEST_REST))


class Round:
    """Some acts in rising order, joined once for all streams that hear the same."""

    def __init__(self, acts: list[Act]) -> None:
        self.row_id = acts[-1][0]
        self._acts = acts
        self._parts: dict[Channel, tuple[int, int, bytes]] = {}

    def serve(self, stream: Stream) -> None:
        """Give a stream what it hears and has not had."""
        if not stream.joined or stream.closed:
            return
        part = self._parts.get(stream.channel)
        if part is None:
            part = self._parts[stream.channel] = self._part(stream, 0)
        first, last, frames = part
        if last <= stream.cursor:
            return
        if first <= stream.cursor:
            # It came in the middle, and its replay has brought some of these already.
            frames = self._part(stream, stream.cursor)[2]
        stream.cursor = last
        stream.push(frames)

    def _part(self, stream: Stream, after: int) -> tuple[int, int, bytes]:
        framed = [found for _, by_language in self._acts if (found := by_language.get(stream.wish.language))]
        heard = [(event, frame) for event, frame in framed if event.id > after and stream.wish.hears(event)]
        if not heard:
            return 0, 0, b""
        # One alone is not copied: all languages and audiences that hear it share its bytes.
        frames = heard[0][1] if len(heard) == 1 else b"".join(frame for _, frame in heard)
        return heard[0][0].id, heard[-1][0].id, frames
