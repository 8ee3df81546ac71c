"""All live streams of one process: each act is rendered once per language and the same bytes go to everybody.

Three kinds of threads meet here. The tailer hands in rows (`feed`). One thread of the hub asks Django to render
(what waits, together) and to replay, in the order of the calls. The event loop owns the streams. Because replays
and renderings pass the same thread in order, and `call_soon_threadsafe` keeps that order, a stream that joins gets
every row exactly once: what was committed before its replay is in the replay, what comes later is fed, and its
cursor drops what would come twice.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, Protocol, TypeVar

from intercity.live.event import Events, LiveEvent, StreamWish
from intercity.live.rendering import Render, render_all
from intercity.live.rounds import Act, Framed, Rounds, framed, rest_after
from intercity.live.stream import Line, Stream

logger = logging.getLogger("intercity.live")

HEARTBEAT = 15
# So many rows are rendered together: what comes first shall not wait for all of a flood.
MOST_AT_ONCE = 100
# How long a closing is remembered for streams that were authorised before it and open after it.
REMEMBERED = 60.0
EVERYBODY = "*"
PADDING = b"retry: 2000\n:" + b" " * 2048 + b"\n\n"


class Row(Protocol):
    """What the hub needs to know of an Activity row."""

    @property
    def pk(self) -> Any: ...


RowT = TypeVar("RowT", bound=Row)


class HubFullError(Exception):
    """No stream can be opened now; the client should come back in a few seconds."""


class Hub(Generic[RowT]):
    """`render(rows, languages)` gives each row's events by language; `since(last_id, wish)` what a stream missed.

    Both may take their time and use the database; both run in the hub's own thread. `since` leaves out a row
    that cannot be rendered (if it raises, the stream ends and the client tries again). A row whose rendering
    raises with others and alone is not shown live, and all signed-in streams are closed to be authorised anew.
    Rows for which `closes(row)` is true may close streams: they are rendered even while nobody listens.
    """

    def __init__(
        self,
        render: Render[RowT],
        since: Callable[[int, StreamWish], Sequence[LiveEvent]],
        limit: int,
        fallback: str = "en",
        closes: Callable[[RowT], bool] = lambda row: True,
    ) -> None:
        self.latest = 0
        self._closes = closes
        self._fallback = fallback
        self._render = render
        self._since = since
        self._limit = limit
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._streams: dict[int, Stream] = {}
        self._languages: Counter[str] = Counter()
        self._closings: dict[str, float] = {}
        self._number = 0
        self._fresh: deque[RowT] = deque()
        self._fed = 0
        self._hurry = threading.Event()
        self._rested_at = 0.0
        self.rest_after: Callable[[float], float] = rest_after
        self._ready = False
        self._rounds = Rounds(lambda: list(self._streams.values()), self._note)

    # Called from any thread

    def start(self, loop: asyncio.AbstractEventLoop, cursor: int) -> None:
        """Begin to accept streams; rows up to `cursor` will not be fed. Called once, from any thread."""
        self._loop, self._fed = loop, cursor
        loop.call_soon_threadsafe(self._begin, cursor)

    def feed(self, rows: Sequence[RowT]) -> None:
        """Hand in new rows, in rising order; returns at once."""
        self._fresh.extend(rows)
        if any(self._closes(row) for row in rows):
            self._hurry.set()
        self._thread.submit(self._work)

    def stop(self) -> None:
        """End the rendering thread; rows that still wait are dropped (clients replay them elsewhere)."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    # In the hub's own thread

    def _work(self) -> None:
        while self._fresh:
            # What follows close behind is rendered together; what may close streams waits for nothing.
            if len(self._fresh) < MOST_AT_ONCE:
                self._hurry.wait(max(0.0, self._rested_at - time.monotonic()))
            self._hurry.clear()
            began = time.monotonic()
            rows = [self._fresh.popleft() for _ in range(min(len(self._fresh), MOST_AT_ONCE))]
            events = self._events(rows)
            self._rested_at = time.monotonic() + self.rest_after(time.monotonic() - began)
            self._fed = rows[-1].pk
            self._call_loop(self._spread, [(row.pk, framed(events.get(row.pk, {}))) for row in rows])

    def _events(self, rows: Sequence[RowT]) -> dict[int, Events]:
        languages = list(self._languages)
        # Even with nobody listening: a row may close streams that are being authorised right now.
        shown = rows if languages else [row for row in rows if self._closes(row)]
        if not shown:
            return {}
        found = render_all(self._render, shown, languages or [self._fallback], self._note_failure)
        return {row.pk: events for row, events in zip(shown, found, strict=True)}

    def _note_failure(self, row: RowT) -> None:
        logger.exception("row %s cannot be shown", row.pk)
        # The row may have taken somebody's rights away, so everybody with rights comes back to be checked.
        self._call_loop(self._close_persons, frozenset({EVERYBODY}))

    def _replay(self, stream: Stream) -> None:
        # After a restart thousands may come back at once: what is new goes before their replays, and those
        # who have seen every row that was rendered so far need no replay.
        self._work()
        missed: Sequence[LiveEvent] = ()
        try:
            if stream.cursor < self._fed:
                missed = self._since(stream.cursor, stream.wish)
        except Exception:
            logger.exception("a replay since %s failed", stream.cursor)
            self._call_loop(stream.close)
            return
        self._call_loop(self._join, stream, [(event, event.frame()) for event in missed])

    def _call_loop(self, function: Callable[..., None], *args: object) -> None:
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *args)

    # In the event loop

    def is_full(self, coming: int = 0) -> bool:
        """Whether a new stream would find no room, when so many others are about to open."""
        return not self._ready or len(self._streams) + coming >= self._limit

    def open(self, wish: StreamWish, began: float, line: Line) -> Stream:
        """A new stream, authorised at or after the monotonic time `began`; HubFullError if there is no room."""
        if self.is_full():
            raise HubFullError
        self._number += 1
        cursor = self.latest if wish.last_event_id is None else wish.last_event_id
        stream = Stream(self._number, wish, began, cursor, line)
        self._streams[stream.number] = stream
        self._languages[wish.language] += 1
        self._thread.submit(self._replay, stream)
        return stream

    def leave(self, stream: Stream) -> None:
        """Forget a stream whose client has gone."""
        stream.close()
        if self._streams.pop(stream.number, None):
            self._languages[stream.wish.language] -= 1
            self._languages = +self._languages

    def close_all(self) -> None:
        """End every stream and accept no more; the clients come back to whoever serves next."""
        self._ready = False
        for stream in self._streams.values():
            stream.close()

    def __len__(self) -> int:
        return len(self._streams)

    def _begin(self, cursor: int) -> None:
        self._ready, self.latest = True, max(self.latest, cursor)
        self._beat(0)

    def _join(self, stream: Stream, missed: list[Framed]) -> None:
        if self._was_closed(stream):
            stream.close()
            return
        heard = [frame for event, frame in missed if stream.wish.hears(event)]
        stream.cursor = max([stream.cursor, *(event.id for event, _ in missed)])
        stream.push(b"".join([PADDING, *heard, self._sign_of_life(stream)]))
        stream.joined = True

    def _spread(self, acts: list[Act]) -> None:
        for _, frames in acts:
            for event, _ in list(frames.values())[:1]:
                self._close_persons(event.close_persons)
        if self._loop:
            self._rounds.add(self._loop, acts)

    def _note(self, row_id: int) -> None:
        self.latest = row_id

    def _close_persons(self, persons: frozenset[str]) -> None:
        now = time.monotonic()
        self._closings.update(dict.fromkeys(persons, now))
        for stream in self._streams.values() if persons else ():
            if stream.wish.person and not persons.isdisjoint((stream.wish.person, EVERYBODY)):
                stream.close()

    def _was_closed(self, stream: Stream) -> bool:
        if not stream.wish.person:
            return False
        return max(self._closings.get(key, 0.0) for key in (stream.wish.person, EVERYBODY)) >= stream.began

    def _sign_of_life(self, stream: Stream) -> bytes:
        # An id without data moves the browser's Last-Event-ID and shows nothing: a quiet stream resumes from here.
        # A replay may have been ahead of what is spread.
        return b":\nid: %d\n\n" % max(self.latest, stream.cursor)

    def _beat(self, second: int) -> None:
        if not self._ready or self._loop is None:
            return
        for stream in list(self._streams.values()):
            # Spread over the seconds, so that thousands of signs of life never go out at once.
            if stream.joined and stream.number % HEARTBEAT == second % HEARTBEAT:
                stream.beat(self._sign_of_life(stream))
                if stream.wish.session_ok_until and stream.wish.session_ok_until < time.time():
                    stream.close()
        self._closings = {p: at for p, at in self._closings.items() if time.monotonic() - at < REMEMBERED}
        self._loop.call_later(1.0, self._beat, second + 1)
