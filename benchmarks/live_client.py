"""Listens to many live streams with raw sockets in a process of its own, and times events until the last has each.

`python -m benchmarks.live_client PORT --streams 1000 --rounds 7 …` prints one JSON object: `last_ms` (the median over
the rounds, from the moment the publishing request is sent), `worst_ms`, `answer_ms` (until it was answered), `lost`,
`twice`, `bytes` of one event.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import time
from typing import cast

import uvloop

from benchmarks.load import pin, post_request

NAME = b"\nevent: post"
# Opened at once: the server authorises each stream, and refuses when too many wait for that.
AT_ONCE = 100
PATIENCE = 20.0


class Gathering:
    """Counts what all streams have heard."""

    def __init__(self, streams: int) -> None:
        self.heard = [0] * streams
        self.bytes = 0
        self.left = 0
        self.target = 0
        self.last_at = 0.0
        self.complete = asyncio.Event()

    def expect(self) -> None:
        """From now on one more event is to reach every stream."""
        self.target += 1
        self.left = sum(heard < self.target for heard in self.heard)
        self.complete.clear()

    def note(self, number: int, events: int) -> None:
        """One stream heard so many more."""
        before = self.heard[number]
        self.heard[number] = now = before + events
        if before < self.target <= now:
            self.left -= 1
            if self.left == 0:
                self.last_at = time.perf_counter()
                self.complete.set()


class Listener(asyncio.Protocol):
    """One stream."""

    def __init__(self, number: int, request: bytes, gathering: Gathering, opened: asyncio.Future[None]) -> None:
        self._number, self._request, self._gathering, self._opened = number, request, gathering, opened
        self._tail = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        # What follows the head comes when the stream has joined.
        if not self._opened.done():
            self._tail = self._tail[-200:] + data
            if b"\n\n\r\n" in self._tail or b" 503 " in self._tail:
                self._opened.set_result(None)
            return
        self._gathering.bytes += len(data)
        whole = self._tail[1 - len(NAME) :] + data
        self._tail = whole[-20:]
        if events := whole.count(NAME):
            self._gathering.note(self._number, events)

    def connection_lost(self, error: Exception | None) -> None:
        if not self._opened.done():
            self._opened.set_result(None)


class Publisher(asyncio.Protocol):
    """The connection that publishes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)
        self.transport = transport
        self.status, self.answered_at = b"", 0.0
        self.answered = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.status, self.answered_at = data[9:12], time.perf_counter()
        self.answered.set()


async def open_streams(options: argparse.Namespace, gathering: Gathering) -> None:
    """Open all of them, some at a time."""
    loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)
    cookie = f"Cookie: {options.cookie}\r\n" if options.listening == "member" else ""
    request = f"GET {options.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\n{cookie}\r\n".encode()

    async def open_one(number: int) -> None:
        async with gate:
            opened: asyncio.Future[None] = loop.create_future()
            await loop.create_connection(
                lambda: Listener(number, request, gathering, opened), "127.0.0.1", options.port
            )
            await opened

    await asyncio.gather(*(open_one(number) for number in range(options.streams)))


async def run(options: argparse.Namespace) -> dict[str, object]:
    """Open, publish again and again, count."""
    gathering = Gathering(options.streams)
    began = time.perf_counter()
    await open_streams(options, gathering)
    opening = time.perf_counter() - began
    _, publisher = await asyncio.get_running_loop().create_connection(Publisher, "127.0.0.1", options.port)
    headers = f"Cookie: {options.cookie}\r\nAccept-Language: en\r\n"
    make = post_request("/spaces/drill/post/update", headers, options.token, "clear")
    times: list[float] = []
    answers: list[float] = []
    for _ in range(options.rounds + 1):
        # Signs of life and the ends of earlier work have their own moments.
        await asyncio.sleep(options.pause)
        began = time.perf_counter()
        times.append(await one_round(publisher, make()[1], gathering))
        answers.append(publisher.answered_at - began)
    await asyncio.sleep(0.5)
    return {
        # The first round warms up.
        "last_ms": round(1000 * statistics.median(times[1:]), 2),
        "worst_ms": round(1000 * max(times[1:]), 2),
        "answer_ms": round(1000 * statistics.median(answers[1:]), 2),
        "lost": sum(max(0, gathering.target - heard) for heard in gathering.heard),
        "twice": sum(max(0, heard - gathering.target) for heard in gathering.heard),
        "bytes": gathering.bytes // max(1, sum(gathering.heard)),
        "opening_s": round(opening, 2),
    }


async def one_round(publisher: Publisher, request: bytes, gathering: Gathering) -> float:
    """Publish one event; gives the seconds until the last stream had it."""
    publisher.answered.clear()
    gathering.expect()
    began = time.perf_counter()
    publisher.transport.write(request)
    try:
        async with asyncio.timeout(PATIENCE):
            await publisher.answered.wait()
            if publisher.status not in (b"302", b"204"):
                raise RuntimeError(f"not published: {publisher.status!r}")
            await gathering.complete.wait()
    except TimeoutError:
        return PATIENCE
    return gathering.last_at - began


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live_client")
    parser.add_argument("port", type=int)
    parser.add_argument("--path", default="/live")
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pause", type=float, default=0.2)
    parser.add_argument("--cookie", default="")
    parser.add_argument("--token", default="")
    parser.add_argument("--listening", choices=["member", "public"], default="member")
    parser.add_argument("--cpu", type=int, default=-1)
    return parser.parse_args()


def main() -> None:
    """Run, print the figures."""
    options = read_options()
    pin(options.cpu)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(uvloop.run(run(options))))


if __name__ == "__main__":
    main()
