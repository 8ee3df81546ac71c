"""Turns an answer of Django into a live stream (server-sent events)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from intercity.config.front.adapter import plain_answer
from intercity.config.front.files import send_page
from intercity.config.front.language import said_in
from intercity.config.front.messages import Answer, Headers, Receive, Scope, Send, has_gone
from intercity.live.event import read_wish
from intercity.live.hub import Hub, HubFullError
from intercity.live.stream import Stream

REPLACED = frozenset({b"content-type", b"content-length", b"cache-control", b"etag", b"last-modified"})
STREAM_HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx buffers otherwise, and a heartbeat would come minutes late.
    (b"x-accel-buffering", b"no"),
]


async def send_stream(hub: Hub[Any], answer: Answer, began: float, scope: Scope, receive: Receive, send: Send) -> None:
    """Keep the connection open and pass on what the hub gives, until either side ends it; 503 if there is no room."""
    wish = read_wish(answer.stream)
    try:
        stream = hub.open(wish, began, dropper(scope))
    except HubFullError:
        full = plain_answer(
            503, said_in(wish.language, _("Too many open pages. Trying again soon.")), (b"retry-after", b"5")
        )
        await send_page(full, send)
        return
    gone = asyncio.ensure_future(has_gone(receive))
    gone.add_done_callback(lambda _: stream.close())
    try:
        await send({"type": "http.response.start", "status": 200, "headers": stream_headers(answer)})
        await pump(stream, send)
    finally:
        gone.cancel()
        hub.leave(stream)


async def pump(stream: Stream, send: Send) -> None:
    """Send until the stream ends. Each send waits for the client, and what comes meanwhile waits in the stream."""
    while (chunk := await stream.next()) is not None:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def stream_headers(answer: Answer) -> Headers:
    """The headers of Django's answer (cookies, policies) with those of a stream."""
    return [pair for pair in answer.headers if pair[0] not in REPLACED] + STREAM_HEADERS


def dropper(scope: Scope) -> Callable[[], None]:
    """What breaks this connection at once; a server without that ability just lets it end."""
    extensions = scope.get("extensions") or {}
    abort: Callable[[], None] = extensions.get("intercity", {}).get("abort", lambda: None)
    return abort
