"""Turns an answer of Django into a live stream (server-sent events)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from intercity.config.front.adapter import plain_answer
from intercity.config.front.files import send_page
from intercity.config.front.language import said_in
from intercity.config.front.messages import Answer, Headers, Scope, Send
from intercity.config.front.protocol import FrontProtocol, connection_of
from intercity.live.event import read_wish
from intercity.live.hub import Hub, HubFullError

TOO_MANY = _("Too many open pages. Trying again soon.")
REPLACED = frozenset({b"content-type", b"content-length", b"cache-control", b"etag", b"last-modified"})
STREAM_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx buffers otherwise, and a heartbeat would come minutes late.
    (b"x-accel-buffering", b"no"),
]


class StreamLine:
    """The connection of one stream. Frames are written straight to it; uvicorn writes only head and end."""

    def __init__(self, connection: FrontProtocol) -> None:
        self._connection = connection
        self._write = connection.transport.write

    def is_busy(self) -> bool:
        """Whether the client has not yet taken what it was sent."""
        return self._connection.flow.write_paused

    def write(self, frames: bytes) -> None:
        """Send as one chunk."""
        self._write(CHUNKS.find(frames))

    def drop(self) -> None:
        """Break the connection at once."""
        self._connection.transport.abort()


class Chunks:
    """Makes a chunk of HTTP out of frames (RFC 9112 section 7.1): once, when many get the same frames in a row."""

    def __init__(self) -> None:
        self._frames = self._chunk = b""

    def find(self, frames: bytes) -> bytes:
        """The chunk of these frames."""
        if frames is not self._frames:
            self._frames, self._chunk = frames, b"%x\r\n%b\r\n" % (len(frames), frames)
        return self._chunk


CHUNKS = Chunks()


async def send_stream(hub: Hub[Any], answer: Answer, began: float, scope: Scope, send: Send) -> None:
    """Keep the connection open and pass on what the hub gives, until either side ends it; 503 if there is no room."""
    wish, connection = read_wish(answer.stream), connection_of(scope)
    try:
        stream = hub.open(wish, began, StreamLine(connection))
    except HubFullError:
        await send_page(no_room(wish.language), send)
        return
    connection.follow(stream.flush, stream.close)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": stream_headers(answer)})
        stream.begin()
        rest = await stream.wait_closed()
        await send({"type": "http.response.body", "body": rest, "more_body": False})
    finally:
        connection.follow(None, None)
        hub.leave(stream)


def no_room(language: str) -> Answer:
    """What a client is told that comes when all streams are taken. The connection makes room at once."""
    more = (b"retry-after", b"5"), (b"cache-control", b"no-store"), (b"connection", b"close")
    return plain_answer(503, said_in(language, TOO_MANY), *more)


def stream_headers(answer: Answer) -> Headers:
    """The headers of Django's answer (cookies, policies) with those of a stream."""
    return [pair for pair in answer.headers if pair[0] not in REPLACED] + STREAM_HEADERS
