"""Posting through HTTP, one by one and from 8 connections, with 0 and with 1,000 open live streams.

Each post is one transaction with one activity row, on the disk before it is acknowledged (`synchronous=FULL`). At the
end the database must hold exactly what was acknowledged. Beside it: bare inserts, each in a transaction of its own.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measuring import SERVER_CPU, cpu_seconds, finish, on_cpu, processes, run_load, start_load
from benchmarks.server import Installation

SECONDS = 3.0
STREAMS = 1_000
COUNT = """
import json, django
django.setup()
from intercity.activity.models import Activity
from intercity.posts.models import Post
acts = Activity.objects.filter(verb="post.published")
print(json.dumps([list(Post.objects.values_list("uid", flat=True)), list(acts.values_list("post_uid", flat=True))]))
"""


def post(server: Installation, connections: int, seconds: float = SECONDS) -> dict[str, Any]:
    """Post for a while; gives rps, waiting times, processor time each, and the uids."""
    token = "b" * 32
    cookie = f"csrftoken={token}; sessionid={server.sessions['nice']}"
    pids = processes(server)
    before = cpu_seconds(pids)
    found = run_load(
        server.port, "--post", "--path", "/spaces/drill/post/update", "--token", token, "--cookie", cookie,
        "--connections", str(connections), "--seconds", str(seconds),
    )  # fmt: skip
    return {**found, "cpu_ms": round(1000 * (cpu_seconds(pids) - before) / max(1, found["requests"]), 3)}


def bare_inserts(folder: Path) -> float:
    """Rows a second into one SQLite table, each on the disk before the next."""
    with closing(sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)) as bare:
        bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (id INTEGER, x TEXT)")
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < 1.0:
            bare.execute("INSERT INTO t VALUES (?, ?)", (count, "x" * 400))
            count += 1
        return round(count / (time.perf_counter() - began), 1)


def measure() -> dict[str, Any]:
    """Run everything; `lost` and `twice` must be 0."""
    found: dict[str, Any] = {}
    acknowledged: list[str] = []
    with tempfile.TemporaryDirectory(prefix="intercity-posting-") as folder:
        found["limit_inserts_rps"] = bare_inserts(Path(folder))
        server = Installation(Path(folder))
        server.prepare()
        with on_cpu(SERVER_CPU):
            server.start()
        try:
            # The first post loads what all others use.
            acknowledged += post(server, 2, 0.5)["uids"]
            for streams in (0, STREAMS):
                found |= with_streams(server, streams, acknowledged)
        finally:
            server.stop()
        posts, acts = json.loads(server.python(COUNT))
        return {**found, "lost": len(set(acknowledged) - set(posts)), "twice": len(acts) - len(set(acts))}


def with_streams(server: Installation, streams: int, acknowledged: list[str]) -> dict[str, Any]:
    """Post while `streams` pages listen."""
    found: dict[str, Any] = {}
    posted: list[str] = []
    with listening(server, streams, posted) as heard:
        for connections in (1, 8):
            run = post(server, connections)
            posted.extend(run["uids"])
            acknowledged += run.pop("uids")
            found[f"rps_{connections}_connections_{streams}_streams"] = run.pop("rps")
            found[f"{connections}_connections_{streams}_streams"] = run
    return found | heard


@contextmanager
def listening(server: Installation, streams: int, posted: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Keep so many streams open inside; afterwards it says what of all that was `posted` came through them.

    `missing` must be 0; `waited_ms` is how long the last event took after the last post.
    """
    heard: dict[str, Any] = {}
    if not streams:
        yield heard
        return
    cookie = f"sessionid={server.sessions['torino']}"
    load = start_load(server.port, "--streams", str(streams), "--path", "/live", "--cookie", cookie)
    assert load.stdout is not None
    load.stdout.readline()
    yield heard
    # What was posted last is still on its way.
    heard["streams"] = json.loads(finish(load, str(streams * len(posted))))
