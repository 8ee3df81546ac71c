"""A load generator in a process of its own: raw sockets, HTTP/1.1, connections that stay open.

`python -m benchmarks.load PORT --path /x --connections 32 --seconds 2` prints one JSON object: requests, rps, p50_ms,
p99_ms, bytes, failed. `--post` sends a form with a fresh uid each time; `--streams N` opens N live streams, says
`ready`, and reports what came when its standard input ends (and all events that it names have come).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlencode

import uvloop

from intercity.core.uids import new_uid

HEAD_END = b"\r\n\r\n"
EVENT = b"\nevent: post\n"
# How long streams are given to bring what they owe.
PATIENCE = 20.0


@dataclass
class Tally:
    """What all connections of a run saw."""

    until: float
    times: list[float] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    bytes: int = 0
    failed: int = 0
    open: int = 0


class Asker(asyncio.Protocol):
    """One connection: asks, waits for the whole answer, asks again, until the time is over."""

    def __init__(self, make: Callable[[], tuple[str, bytes]], tally: Tally, good: bytes, done: asyncio.Event) -> None:
        self._make, self._tally, self._good, self._done = make, tally, good, done
        self._head = b""
        self._left = -1
        self._ok = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._name, request = self._make()
        self._head, self._left = b"", -1
        self._began = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._tally.bytes += len(data)
        if self._left < 0:
            self._head += data
            end = self._head.find(HEAD_END)
            if end < 0:
                return
            self._left = length_of(self._head[:end]) - (len(self._head) - end - 4)
            self._ok = self._head[9:12] in (self._good, b"304")
        else:
            self._left -= len(data)
        if self._left <= 0:
            self._note()

    def _note(self) -> None:
        now = time.perf_counter()
        if self._ok:
            self._tally.times.append(now - self._began)
            self._tally.answered.append(self._name)
        else:
            self._tally.failed += 1
        if now < self._tally.until:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._tally.open -= 1
        if not self._tally.open:
            self._done.set()


class Listener(asyncio.Protocol):
    """One live stream: counts the events that come."""

    def __init__(self, request: bytes, counts: list[int], ready: Callable[[], None]) -> None:
        self._request, self._counts, self._ready = request, counts, ready
        self._begun = False
        self._end = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self._begun:
            if not data.startswith(b"HTTP/1.1 200"):
                raise ConnectionError(data[:200])
            self._begun = True
            self._ready()
        # A name may come in two pieces.
        self._counts[0] += (self._end + data).count(EVENT)
        self._end = (self._end + data)[1 - len(EVENT) :]
        self._counts[1] += len(data)


def pin(cpu: int) -> None:
    """Keep this process on one core; on any for -1."""
    if cpu >= 0:
        os.sched_setaffinity(0, {cpu})


def length_of(head: bytes) -> int:
    """What Content-Length says; 0 without one."""
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def get_request(path: str, headers: str) -> Callable[[], tuple[str, bytes]]:
    """The same GET each time."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()
    return lambda: ("", request)


def post_request(path: str, headers: str, token: str, label: str = "green") -> Callable[[], tuple[str, bytes]]:
    """A form that publishes, with a uid of its own each time."""

    def make() -> tuple[str, bytes]:
        uid = new_uid()
        fields = {"uid": uid, "title": f"Post {uid}", "body": "Text.", "language": "en", "label": label}
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}{kind}Content-Length: {len(body)}\r\n\r\n"
        return uid, (head + body).encode()

    return make


async def ask_for(options: argparse.Namespace, headers: str) -> dict[str, object]:
    """Run the connections; gives the figures, with the uids of what was published."""
    tally, done = Tally(time.perf_counter() + options.seconds, open=options.connections), asyncio.Event()
    make = post_request(options.path, headers, options.token) if options.post else get_request(options.path, headers)
    good = b"302" if options.post else b"200"
    loop, began = asyncio.get_running_loop(), time.perf_counter()
    for _ in range(options.connections):
        await loop.create_connection(lambda: Asker(make, tally, good, done), "127.0.0.1", options.port)
    await done.wait()
    seconds, times = time.perf_counter() - began, sorted(tally.times)
    return {
        "requests": len(times),
        "rps": round(len(times) / seconds, 1),
        "p50_ms": round(1000 * times[len(times) // 2], 2) if times else None,
        "p99_ms": round(1000 * times[int(len(times) * 0.99)], 2) if times else None,
        "bytes": tally.bytes // max(1, len(times)),
        "failed": tally.failed,
        **({"uids": tally.answered} if options.post else {}),
    }


async def listen_for(options: argparse.Namespace, headers: str) -> dict[str, object]:
    """Open the streams, say so, keep them until standard input ends; gives how many events and bytes came.

    Standard input may say how many events there must be: they are waited for, and how long is told.
    """
    loop, counts, all_open = asyncio.get_running_loop(), [0, 0], asyncio.Event()
    left = [options.streams]

    def ready() -> None:
        left[0] -= 1
        if not left[0]:
            all_open.set()

    request = get_request(options.path, headers)()[1]
    for _ in range(options.streams):
        await loop.create_connection(lambda: Listener(request, counts, ready), "127.0.0.1", options.port)
    await all_open.wait()
    print("ready", flush=True)
    wanted = int(await loop.run_in_executor(None, sys.stdin.read) or 0)
    began = loop.time()
    while counts[0] < wanted and loop.time() < began + PATIENCE:
        await asyncio.sleep(0.005)
    waited = round(1000 * (loop.time() - began), 1)
    return {"events": counts[0], "missing": max(0, wanted - counts[0]), "waited_ms": waited, "bytes": counts[1]}


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("port", type=int)
    parser.add_argument("--path", default="/")
    parser.add_argument("--cookie", default="")
    parser.add_argument("--accept-encoding", default="gzip")
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--post", action="store_true")
    parser.add_argument("--token", default="")
    parser.add_argument("--streams", type=int, default=0)
    parser.add_argument("--cpu", type=int, default=-1)
    return parser.parse_args()


def main() -> None:
    """Run, print the figures."""
    options = read_options()
    pin(options.cpu)
    headers = f"Accept-Encoding: {options.accept_encoding}\r\nAccept-Language: en\r\n"
    headers += f"Cookie: {options.cookie}\r\n" if options.cookie else ""
    work = listen_for if options.streams else ask_for
    print(json.dumps(uvloop.run(work(options, headers))))


if __name__ == "__main__":
    main()
