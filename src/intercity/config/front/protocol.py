"""uvicorn's HTTP protocol with the patience of a public server: stalled clients are let go."""

from __future__ import annotations

import time

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Without progress for so long, a client that should read, or finish its headers, is dropped.
WRITE_SECONDS = 60.0
HEAD_SECONDS = 20.0
# The parser keeps headers in memory and knows no limit itself. What came with the first packet is not counted.
MOST_HEAD = 64 * 1024


class FrontProtocol(HttpToolsProtocol):
    """Knows how long it has been waiting for its client; `check` is called every few seconds."""

    _buffered = 0
    _progress_at = 0.0
    _head_since: float | None = None
    _in_head = False
    _head_size = 0

    def on_message_begin(self) -> None:
        """Give the application the means to break a connection that does not keep up."""
        super().on_message_begin()
        self._in_head = True
        self.scope["extensions"] = {"intercity": {"abort": self.transport.abort}}

    def on_headers_complete(self) -> None:
        """The request is known; what comes now is its body."""
        self._in_head = False
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
