"""One web process: uvicorn with the front, on a listening socket that it is given."""

from __future__ import annotations

import socket
import sys
import time

from uvicorn import Config, Server

from intercity.config.front.app import Front
from intercity.config.front.options import RESERVED_FILES, open_files
from intercity.config.front.protocol import FrontProtocol
from intercity.core.quick import settle_down

# uvicorn ticks ten times a second.
TICKS_BETWEEN_CHECKS = 50
GRACE_SECONDS = 8
# Busy Django threads would otherwise hold the event loop back for 5 ms at a time (DESIGN.md section 3).
SWITCH_SECONDS = 0.0005


class FrontServer(Server):
    """uvicorn that looks after stalled clients and ends live streams before it stops."""

    def __init__(self, config: Config, front: Front) -> None:
        super().__init__(config)
        self.front = front

    async def on_tick(self, counter: int) -> bool:
        """Every tenth of a second; drops stalled clients now and then."""
        if counter % TICKS_BETWEEN_CHECKS == 0:
            now = time.monotonic()
            for connection in list(self.server_state.connections):
                if isinstance(connection, FrontProtocol):
                    connection.check(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, end the streams, and wait for what is under way."""
        self.front.hub.close_all()
        await super().shutdown(sockets)


def make_config(front: Front) -> Config:
    """uvicorn's settings: it speaks HTTP and nothing else; who the client is, the front decides."""
    return Config(
        front,
        loop="uvloop",
        http=FrontProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=GRACE_SECONDS,
        limit_concurrency=max(64, open_files() - RESERVED_FILES),
    )


def run_web(descriptor: int, front: Front) -> None:
    """Serve `front` on the listening socket `descriptor` until SIGTERM or SIGINT."""
    sys.setswitchinterval(SWITCH_SECONDS)
    settle_down()
    listening = socket.socket(fileno=descriptor)
    FrontServer(make_config(front), front).run(sockets=[listening])
