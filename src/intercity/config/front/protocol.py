"""uvicorn's HTTP protocol with the patience of a public server: stalled clients are let go."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from intercity.config.front.messages import Receive, RefusedError, Scope, Send
from intercity.config.front.refusal import refuse

# Without progress for so long, a client that should read, or finish its headers, is dropped.
WRITE_SECONDS = 60.0
HEAD_SECONDS = 20.0
# The parser keeps headers in memory and knows no limit itself. What came with the first packet is not counted.
MOST_HEAD = 64 * 1024


def connection_of(scope: Scope) -> FrontProtocol:
    """The connection that a request came on."""
    connection: FrontProtocol = scope["extensions"]["intercity"]["connection"]
    return connection


async def too_many(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers where all connections are taken."""
    await refuse(RefusedError(503, _("Very busy right now. Please try again."), retry_after=5), scope, receive, send)


class FrontProtocol(HttpToolsProtocol):
    """Knows how long it has been waiting for its client; `check` is called every few seconds."""

    _on_writable: Callable[[], None] | None = None
    _on_lost: Callable[[], None] | None = None
    _buffered = 0
    _progress_at = 0.0
    _head_since: float | None = None
    _in_head = False
    _head_size = 0

    def on_message_begin(self) -> None:
        """Give the application its connection: live streams write to it directly."""
        super().on_message_begin()
        self._in_head = True
        self.scope["extensions"] = {"intercity": {"connection": self}}

    def __init__(self, config: Config, *arguments: Any, **more: Any) -> None:
        super().__init__(config, *arguments, **more)
        # uvicorn's own refusal does not say when to come back, and keeps the connection.
        self._most, self.limit_concurrency = self.limit_concurrency, None

    def on_headers_complete(self) -> None:
        """The request is known; what comes now is its body."""
        self._in_head = False
        if self._most and len(self.connections) > self._most:
            self.app = too_many
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Refuse a head that goes on and on."""
        began_before = self._in_head
        super().data_received(data)
        self._head_size = self._head_size + len(data) if began_before and self._in_head else 0
        if self._head_size > MOST_HEAD and not self.transport.is_closing():
            self.send_400_response("The headers are too large.")

    def resume_writing(self) -> None:
        """The client took enough for the server to write on."""
        self._progress_at = time.monotonic()
        super().resume_writing()
        if self._on_writable:
            self._on_writable()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone, or was let go."""
        super().connection_lost(exc)
        if self._on_lost:
            self._on_lost()

    def follow(self, on_writable: Callable[[], None] | None, on_lost: Callable[[], None] | None) -> None:
        """Call these when the client takes more again, and when it has gone; None ends that."""
        self._on_writable, self._on_lost = on_writable, on_lost
        if on_lost and self.transport.is_closing():
            on_lost()

    def check(self, now: float) -> None:
        """Drop the connection if its client has stalled; `now` is monotonic."""
        self._check_writing(now)
        self._check_head(now)

    def _check_writing(self, now: float) -> None:
        size = self.transport.get_write_buffer_size()
        if size == 0 or size < self._buffered or self._buffered == 0:
            self._progress_at = now
        self._buffered = size
        if now - self._progress_at > WRITE_SECONDS:
            self.transport.abort()

    def _check_head(self, now: float) -> None:
        between_requests = self.cycle is None or self.cycle.response_complete
        if not between_requests or self.timeout_keep_alive_task is not None:
            self._head_since = None
        elif self._head_since is None:
            self._head_since = now
        elif now - self._head_since > HEAD_SECONDS:
            self.transport.abort()
