"""Sends many answers at a steady pace from a process of its own, each by another officer.

`python -m benchmarks.rollcall_answering PORT --seconds 60` reads a JSON list of `{"path", "cookie", "body"}`, sends
each at its moment whether or not earlier ones were answered, and prints a JSON list with, for each, the moment it was
due, the moment it was accepted (null when it was not), and the status.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence
from typing import Any, cast

import uvloop

from benchmarks.load import HEAD_END, length_of, pin

CONNECTIONS = 24
PATIENCE = 60.0
COOKIE = re.compile(rb"\r\nset-cookie: ([^;\r]+)", re.IGNORECASE)


class Line(asyncio.Protocol):
    """A connection that asks one thing after another."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._answer: asyncio.Future[bytes] | None = None
        self.cookies: list[str] = []

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        """Send a request; gives its status when the whole answer is there."""
        self._head, self._left = b"", -1
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        if self._left < 0:
            self._head += data
            end = self._head.find(HEAD_END)
            if end < 0:
                return
            self.cookies = [found[1].decode() for found in COOKIE.finditer(self._head[:end])]
            self._left = length_of(self._head[:end]) - (len(self._head) - end - 4)
        else:
            self._left -= len(data)
        if self._left <= 0 and self._answer is not None and not self._answer.done():
            self._answer.set_result(self._head[9:12])

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("closed"))

    @property
    def is_closed(self) -> bool:
        """Whether the server closed it."""
        return self._transport.is_closing()


def request_of(answer: dict[str, str], given: Sequence[str]) -> bytes:
    """The bytes of one answer; `given` are the cookies that came with earlier ones."""
    body, cookies = answer["body"], "; ".join([answer["cookie"], *given])
    head = f"POST {answer['path']} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\nCookie: {cookies}\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


async def open_line(port: int) -> Line:
    """A new connection."""
    return (await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port))[1]


async def send_all(port: int, answers: list[dict[str, str]], seconds: float) -> list[list[Any]]:
    """Send each at its moment, over as many connections as are free then."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await open_line(port))
    began, found = time.monotonic() + 0.1, [[0.0, None, "not sent"] for _ in answers]
    # A signed link belongs to the browser that used it first.
    given: dict[tuple[str, str], list[str]] = {}

    async def send(number: int) -> None:
        due = began + number * seconds / len(answers)
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        line = await free.get()
        try:
            if line.is_closed:
                line = await open_line(port)
            async with asyncio.timeout(PATIENCE):
                browser = answers[number]["path"], answers[number]["cookie"]
                status = (await line.ask(request_of(answers[number], given.get(browser, ())))).decode()
                given.setdefault(browser, []).extend(line.cookies)
            found[number] = [due, time.monotonic() if status in ("302", "303") else None, status]
        except (OSError, TimeoutError) as error:
            found[number] = [due, None, type(error).__name__]
            line = await open_line(port)
        free.put_nowait(line)

    await asyncio.gather(*(send(number) for number in range(len(answers))))
    return found


def main() -> None:
    """Run, print what became of each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rollcall_answering")
    parser.add_argument("port", type=int)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--cpu", type=int, default=-1)
    options = parser.parse_args()
    pin(options.cpu)
    print(json.dumps(uvloop.run(send_all(options.port, json.load(sys.stdin), options.seconds))))


if __name__ == "__main__":
    main()
