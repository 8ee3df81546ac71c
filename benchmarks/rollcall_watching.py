"""Keeps many live streams of one roll call open in a process of its own, and says what came through them, and when.

`python -m benchmarks.rollcall_watching PORT --path '/live?post=…' --streams 5000` says `ready` when all are open. It
then reads one JSON object, `{"answers": [[act, accepted at], …], "marks": [text, …]}`, waits until the last act has
reached every stream, and prints its figures. Moments are those of the machine's monotonic clock, so that they can be
compared with another process's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import resource
import sys
import time
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, cast

import uvloop

from benchmarks.load import pin

# Signs of life carry a number too, and no event.
EVENT = re.compile(rb"\nid: (\d+)\nevent: ")
# Opened at once: the server authorises each stream, and refuses when too many wait for that.
AT_ONCE = 100
# These keep every byte, so that what came can be compared with what was answered, word by word.
CLOSE_READERS = 20
PATIENCE = 30.0


class Watcher(asyncio.Protocol):
    """One stream: notes when which act came."""

    def __init__(self, request: bytes, opened: asyncio.Future[None], *, keeps: bool) -> None:
        self._request, self._opened = request, opened
        self._tail = b""
        self.acts, self.moments = array("q"), array("d")
        self.bytes, self.broken = 0, False
        self.kept: list[bytes] | None = [] if keeps else None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast(asyncio.Transport, transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self._opened.done():
            self._begin(data)
            return
        self.bytes += len(data)
        if self.kept is not None:
            self.kept.append(data)
        now, whole = time.monotonic(), self._tail + data
        end = 0
        for found in EVENT.finditer(whole):
            self.acts.append(int(found[1]))
            self.moments.append(now)
            end = found.end()
        # The number of an act may come in two pieces.
        self._tail = whole[max(end, len(whole) - 40) :]

    def _begin(self, data: bytes) -> None:
        self._tail = self._tail[-200:] + data
        if b"\n\n\r\n" in self._tail:
            self._tail = b""
            self._opened.set_result(None)
        elif b"HTTP/1.1 5" in self._tail or b"HTTP/1.1 4" in self._tail:
            self.connection_lost(None)

    def connection_lost(self, error: Exception | None) -> None:
        self.broken = True
        if not self._opened.done():
            self._opened.set_result(None)

    def heard_of(self, act: int) -> float | None:
        """When the first event came that tells of this act or a later one."""
        at = bisect_left(self.acts, act)
        return self.moments[at] if at < len(self.acts) else None

    @property
    def text(self) -> str:
        """What a close reader was sent, without the lengths of chunks."""
        whole = b"".join(self.kept or ())
        return re.sub(rb"\r\n(?:[0-9a-f]+\r\n)?", b"", whole).decode(errors="replace")


async def open_all(options: argparse.Namespace) -> list[Watcher]:
    """Open all streams, some at a time."""
    loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)
    head = f"Host: 127.0.0.1\r\nAccept-Language: en\r\nCookie: {options.cookie}\r\n"
    request = f"GET {options.path} HTTP/1.1\r\n{head}\r\n".encode()

    async def open_one(number: int) -> Watcher:
        async with gate:
            opened: asyncio.Future[None] = loop.create_future()
            watcher = Watcher(request, opened, keeps=number < CLOSE_READERS)
            await loop.create_connection(lambda: watcher, "127.0.0.1", options.port)
            await opened
            return watcher

    return list(await asyncio.gather(*(open_one(number) for number in range(options.streams))))


async def wait_for(watchers: Iterable[Watcher], act: int) -> float:
    """Return when this act has reached every stream that is open, or never will; gives how long that took."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if all(one.broken or (one.acts and one.acts[-1] >= act) for one in watchers):
            break
        await asyncio.sleep(0.05)
    return time.monotonic() - began


def quantile(counts: Counter[int], share: float) -> int:
    """The value below which this share of what was counted lies; -1 where nothing was."""
    left = share * counts.total()
    for value in sorted(counts):
        left -= counts[value]
        if left <= 0:
            return value
    return -1


def judge(watchers: Sequence[Watcher], answers: Sequence[tuple[int, float]], marks: Sequence[str]) -> dict[str, Any]:
    """The figures. `lost_live` counts answer × stream of which the stream never heard; delays are in milliseconds."""
    # Millions of delays: how many there are of each number of milliseconds. Some hear of it before its writer does.
    delays, lost = Counter[int](), 0
    for watcher in watchers:
        for act, accepted in answers:
            heard = watcher.heard_of(act)
            if heard is None:
                lost += 1
            else:
                delays[max(0, round((heard - accepted) * 1000))] += 1
    close = [watcher.text for watcher in watchers if watcher.kept is not None]
    return {
        "live_delay_p50_ms": quantile(delays, 0.5),
        "live_delay_p99_ms": quantile(delays, 0.99),
        "live_delay_max_ms": quantile(delays, 1.0),
        "lost_live": lost,
        "marks_missing": sum(mark not in text for text in close for mark in marks),
        "broken_streams": sum(watcher.broken for watcher in watchers),
        "bytes_per_watcher": sum(watcher.bytes for watcher in watchers) // max(1, len(watchers)),
        "events_per_watcher": round(sum(len(watcher.acts) for watcher in watchers) / max(1, len(watchers)), 1),
    }


async def run(options: argparse.Namespace) -> dict[str, Any]:
    """Open, say so, wait for what is to come, judge."""
    began = time.monotonic()
    watchers = await open_all(options)
    opening = time.monotonic() - began
    print(json.dumps({"open": sum(not one.broken for one in watchers), "opening_s": round(opening, 1)}), flush=True)
    told = json.loads(await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read))
    answers = [(int(act), float(at)) for act, at in told["answers"]]
    waited = await wait_for(watchers, max((act for act, _ in answers), default=0))
    return {**judge(watchers, answers, told["marks"]), "waited_s": round(waited, 2)}


def main() -> None:
    """Run, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rollcall_watching")
    parser.add_argument("port", type=int)
    parser.add_argument("--path", required=True)
    parser.add_argument("--cookie", default="")
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--cpu", type=int, default=-1)
    options = parser.parse_args()
    pin(options.cpu)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(uvloop.run(run(options))))


if __name__ == "__main__":
    main()
