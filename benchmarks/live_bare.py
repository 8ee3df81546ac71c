"""The limit of the machine: a broadcast to bare event streams from a minimal asyncio/uvloop server.

`python -m benchmarks.live_bare PORT SIZE`: `GET /live` opens a stream, any POST sends one event of SIZE bytes to all.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

import uvloop

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n3\r\n:\n\n\r\n"
DONE = b"HTTP/1.1 204 No Content\r\n\r\n"


class Bare(asyncio.Protocol):
    """One connection."""

    streams: set[asyncio.Transport] = set()
    event = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET"):
            self.transport.write(HEAD)
            self.streams.add(self.transport)
        elif data.startswith(b"POST"):
            for stream in self.streams:
                stream.write(self.event)
            self.transport.write(DONE)

    def connection_lost(self, error: Exception | None) -> None:
        self.streams.discard(self.transport)


def make_event(size: int) -> bytes:
    """A chunk with one event of so many bytes."""
    frame = b"id: 1\nevent: post\ndata: " + b"x" * max(0, size - 26) + b"\n\n"
    return b"%x\r\n%b\r\n" % (len(frame), frame)


async def serve(port: int, size: int) -> None:
    """Serve until killed."""
    Bare.event = make_event(size)
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2])))
