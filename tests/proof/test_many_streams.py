"""More clients than streams, and clients that do nothing: those who have a stream, and pages, never feel it."""

from __future__ import annotations

import asyncio
import re
import resource
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.proof.server import Server, read_until

pytestmark = pytest.mark.proof

LIMIT = 5_000
CLIENTS = 6_000
REQUEST = b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
# Thousands of connections arrive within a second, on a machine that may be busy with other tests.
SLOWEST_PAGE = 5.0


class Client(asyncio.Protocol):
    """A stream client that keeps the first and the last of what it gets."""

    def __init__(self) -> None:
        self.got = b""
        self.heard = 0
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(REQUEST)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.got += data
        self.heard = self.got.count(b"event: card")

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True

    @property
    def head(self) -> str:
        """The head of the answer, in small letters."""
        return self.got.split(b"\r\n\r\n")[0].decode().lower()

    @property
    def status(self) -> int:
        """0 before the answer; a stream answers when it has joined."""
        if self.got.startswith(b"HTTP/1.1 200") and b"retry: " not in self.got:
            return 0
        return int(self.got[9:12] or 0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < CLIENTS + 600:
        pytest.skip(f"{hard} open files are too few")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    (tmp_path / "files").mkdir()
    running = Server(tmp_path, STREAM_LIMIT=str(LIMIT))
    yield running
    assert running.stop() == 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def until(state: Callable[[], bool], seconds: float = 90) -> None:
    async with asyncio.timeout(seconds):
        while not state():
            await asyncio.sleep(0.05)


async def connect(server: Server) -> Client:
    _, client = await asyncio.get_running_loop().create_connection(Client, "127.0.0.1", server.port)
    return client


async def timed_page(server: Server) -> float:
    """How long one page takes while all this goes on."""
    began = time.monotonic()
    answer = await asyncio.to_thread(server.get, "/")
    assert answer.status == 200
    return time.monotonic() - began


async def watch_pages(server: Server, times: list[float]) -> None:
    """Ask for page after page."""
    while True:
        times.append(await timed_page(server))
        await asyncio.sleep(0.1)


def in_loop(test: Callable[[Server], Awaitable[None]]) -> Callable[[Server], None]:
    def run(server: Server) -> None:
        asyncio.run(test(server))  # type: ignore[arg-type]

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@in_loop
async def test_six_thousand_clients_on_a_limit_of_five_thousand(server: Server) -> None:
    times: list[float] = []
    pages = asyncio.ensure_future(watch_pages(server, times))
    clients = await asyncio.gather(*(connect(server) for _ in range(CLIENTS)))
    await until(lambda: all(client.status for client in clients))
    assert Counter(client.status for client in clients) == {200: LIMIT, 503: CLIENTS - LIMIT}
    refused = [client for client in clients if client.status == 503]
    assert {"retry-after: 5", "connection: close"} <= set(refused[0].head.split("\r\n"))
    # Their connections make room at once.
    await until(lambda: all(client.closed for client in refused))
    assert server.json("/healthz")["streams"] == LIMIT

    listening = [client for client in clients if client.status == 200]
    for number in range(3):
        await asyncio.to_thread(server.get, f"/say?text=number-{number}")
    await until(lambda: all(client.heard == 3 for client in listening))
    assert not any(client.closed for client in listening)
    pages.cancel()
    print(f"{len(times)} pages meanwhile, the slowest {max(times):.2f} s")
    assert max(times) < SLOWEST_PAGE

    listening[0].transport.close()
    await until(lambda: server.json("/healthz")["streams"] < LIMIT)
    late = await connect(server)
    await until(lambda: late.status == 200)
    for client in clients:
        client.transport.close()
    late.transport.close()
    await until(lambda: server.json("/healthz")["streams"] == 0)


def test_a_reader_that_stops_reading_is_dropped_and_catches_up_with_what_it_knows(server: Server) -> None:
    slow, quick = server.connect(receive_buffer=4096), server.connect()
    for client in (slow, quick):
        client.sendall(REQUEST)
        read_until(client, b"retry: ")
    last = re.findall(rb"id: (\d+)", read_until(say(server, "before", slow), b"data: before"))[-1]
    sent = 0
    while server.json("/healthz")["streams"] == 2:
        sent += 1
        assert sent < 4000, "never dropped"
        server.get(f"/say?text={sent:04}{'x' * 5000}")
        read_until(quick, b"data: %04d" % sent)
    slow.close()
    with server.send(REQUEST[:-2] + b"Last-Event-ID: " + last + b"\r\n\r\n") as again:
        heard = read_until(again, b"data: %04d" % sent)
    assert re.findall(rb"data: (\d{4})x", heard + b"x") == [b"%04d" % number for number in range(1, sent + 1)]
    quick.close()


def say(server: Server, text: str, client: socket.socket) -> socket.socket:
    """Publish `text`; gives the client that is to hear it."""
    server.get(f"/say?text={text}")
    return client
