"""Clients that stall are let go, others are not."""

import asyncio

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from intercity.config.front.protocol import HEAD_SECONDS, MOST_HEAD, WRITE_SECONDS, FrontProtocol


class Transport(asyncio.Transport):
    """A connection of which the test decides how much is still to be written."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0
        self.aborted = False
        self.closed = False
        self.written = b""

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted or self.closed

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        return


@pytest.fixture
def transport() -> Transport:
    return Transport()


def connect(transport: Transport) -> FrontProtocol:
    async def app(scope: object, receive: object, send: object) -> None:
        await asyncio.Event().wait()

    config = Config(app, http=FrontProtocol, lifespan="off", log_config=None)
    protocol = FrontProtocol(config, ServerState(), {}, asyncio.get_running_loop())
    protocol.connection_made(transport)
    return protocol


async def checks(protocol: FrontProtocol, *steps: tuple[float, int]) -> None:
    """Look after the connection at the given times, with so many bytes waiting."""
    for now, waiting in steps:
        protocol.transport.waiting = waiting  # type: ignore[attr-defined]
        protocol.check(now)


def busy(transport: Transport) -> FrontProtocol:
    """A connection with a request under way."""
    protocol = connect(transport)
    protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    return protocol


def run(transport: Transport, *steps: tuple[float, int], request: bool = True) -> bool:
    async def go() -> None:
        await checks(busy(transport) if request else connect(transport), *steps)

    asyncio.run(go())
    return transport.aborted


def test_a_reader_that_takes_nothing_is_dropped(transport: Transport) -> None:
    assert run(transport, (1000, 500), (1005, 500), (1010 + WRITE_SECONDS, 500))


def test_heartbeats_that_pile_up_are_no_progress(transport: Transport) -> None:
    assert run(transport, *[(1000 + 5 * step, 100 + step) for step in range(14)])


def test_a_reader_that_takes_a_little_stays(transport: Transport) -> None:
    assert not run(transport, *[(1000 + 50 * step, 500 - step) for step in range(9)])


def test_a_quiet_stream_stays(transport: Transport) -> None:
    assert not run(transport, *[(1000 + 50 * step, 0) for step in range(9)])


def test_bytes_that_wait_only_at_times_are_no_stall(transport: Transport) -> None:
    assert not run(transport, (1000, 50), (1050, 0), (1100, 50), (1150, 0), (1151, 50))


def test_headers_that_never_end_are_not_waited_for(transport: Transport) -> None:
    assert run(transport, (1000, 0), (1001 + HEAD_SECONDS, 0), request=False)


@pytest.mark.parametrize("line", [b"X: " + b"a" * 8192 + b"\r\n", b"a" * 8192])
def test_headers_do_not_fill_the_memory(transport: Transport, line: bytes) -> None:
    async def go() -> int:
        protocol = connect(transport)
        protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        sent = 0
        while not transport.is_closing() and sent < 10 * MOST_HEAD:
            protocol.data_received(line)
            sent += len(line)
        return sent

    assert asyncio.run(go()) <= MOST_HEAD + len(line)
    assert transport.written.startswith(b"HTTP/1.1 400")


def test_a_long_body_is_no_long_head(transport: Transport) -> None:
    async def go() -> None:
        protocol = connect(transport)
        protocol.data_received(b"POST / HTTP/1.1\r\nHost: x\r\n")
        protocol.data_received(b"Content-Length: %d\r\n\r\n" % (3 * MOST_HEAD))
        for _ in range(3):
            protocol.data_received(b"a" * MOST_HEAD)
        assert not transport.is_closing()

    asyncio.run(go())


def test_when_all_connections_are_taken_a_client_is_told_when_to_come_back(transport: Transport) -> None:
    async def go() -> None:
        protocol = connect(transport)
        protocol._most = 1
        protocol.connections.add(object())  # type: ignore[arg-type]
        protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while not transport.closed:
            await asyncio.sleep(0)

    asyncio.run(go())
    head = transport.written.split(b"\r\n\r\n")[0].lower()
    assert head.startswith(b"http/1.1 503")
    assert {b"retry-after: 5", b"connection: close"} <= set(head.split(b"\r\n"))


def test_a_stream_is_told_when_its_client_goes_even_before_it_follows(transport: Transport) -> None:
    async def go() -> list[str]:
        told: list[str] = []
        protocol = busy(transport)
        protocol.follow(lambda: told.append("writable"), lambda: told.append("lost"))
        protocol.resume_writing()
        protocol.connection_lost(None)
        transport.closed = True
        protocol.follow(lambda: None, lambda: told.append("lost before"))
        return told

    assert asyncio.run(go()) == ["writable", "lost", "lost before"]
